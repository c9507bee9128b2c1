package io.toolstream.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// A command as it ran in this JVM: its exit code and what it wrote.
record Ran(int code, String out, String err) {
    static Ran command(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Toolstream.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
