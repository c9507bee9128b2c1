package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramLineTest {
    private static final int LONGEST = 200;

    @Test
    void aLineIsAProgramWithItsOwnLimitsOverTheUsualOnes() throws IOException {
        Program program = only("{\"id\":7,\"code\":\"é\",\"stdin\":\"in\",\"limits\":{\"wallMs\":20,\"threads\":3}}");

        assertThat(program)
                .isEqualTo(new Program(
                        "é",
                        List.of(),
                        "in",
                        Echo.AST,
                        5,
                        new Limits(
                                Duration.ofMillis(20),
                                Limits.USUAL.cpu(),
                                Limits.USUAL.memoryBytes(),
                                Limits.USUAL.fileBytes(),
                                Limits.USUAL.files(),
                                Limits.USUAL.inodes(),
                                3,
                                Limits.USUAL.outputBytes(),
                                Limits.USUAL.outputTotalBytes())));
    }

    @Test
    void aProgramSeesTheEarlierOnesOfItsSessionOnly() throws IOException, InterruptedException {
        List<ProgramLine> lines = read("""
                {"id":1,"code":"a","session":"s"}
                {"id":2,"code":"b","session":"t"}
                {"id":3,"code":"c","session":"s"}
                {"id":4,"code":"d"}
                {"id":5,"code":"e","session":"s"}
                """);

        ScriptedSandbox sandbox = new ScriptedSandbox(_ -> ScriptedSandbox.printed(""));
        for (ProgramLine line : lines) {
            ProgramLine.Sound sound = (ProgramLine.Sound) line;
            sound.turn().take(sandbox, sound.program());
        }
        assertThat(sandbox.ran)
                .extracting(Program::preamble)
                .containsExactly(List.of(), List.of(), List.of("a"), List.of(), List.of("a", "c"));
    }

    @Test
    void sessionsBeyondTheBoundAreRefusedAndNamed() throws IOException {
        String code = "x".repeat(60);
        String line = "{\"id\":1,\"code\":\"" + code + "\",\"session\":\"s\"}\n";

        List<ProgramLine> lines = read(line + line);

        assertThat(lines.getFirst()).isInstanceOf(ProgramLine.Sound.class);
        assertThat(why(lines.getLast())).startsWith("line 2: ").contains("60", "100", "another command");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nonsense                                 | line 1: it is not JSON
                    [1]                                      | line 1: it is not a JSON object
                    {"id":1,"code":"1"} {"id":2}             | line 1: it is not JSON
                    {"id":1}                                 | line 1: "code" must be a text
                    {"code":"1"}                             | line 1: "id" must be
                    {"id":1,"code":"1","stdIn":""}           | line 1: "stdIn" is not a field
                    {"id":1,"code":"1","stdin":3}            | line 1: "stdin" must be a text
                    {"id":1,"code":"1","session":[]}         | line 1: "session" must be
                    {"id":1,"code":"1","limits":3}           | line 1: limits must be an object
                    {"id":1,"code":"1","limits":{"wallms":3}}| the nearest is wallMs
                    {"id":1,"code":"1","limits":{"files":0}} | limits.files must be a positive whole number, not 0
                    {"id":1,"code":"1","limits":{"cpuMs":0.5}}| limits.cpuMs must be a positive whole number, not 0.5
                    """)
    void aBrokenLineSaysWhichItIsAndWhatIsWrong(String line, String why) throws IOException {
        assertThat(why(read(line).getFirst())).contains(why).startsWith("line 1: ");
    }

    @Test
    void linesThatAreTooLongOrNotTextDoNotHideTheNextOne() throws IOException {
        byte[] good = "{\"id\":\"ok\",\"code\":\"1\"}\n".getBytes(StandardCharsets.UTF_8);
        byte[] input = new byte[LONGEST + 2 + 2 + good.length];
        java.util.Arrays.fill(input, 0, LONGEST + 1, (byte) 'x');
        input[LONGEST + 1] = '\n';
        input[LONGEST + 2] = (byte) 0xff;
        input[LONGEST + 3] = '\n';
        System.arraycopy(good, 0, input, LONGEST + 4, good.length);

        List<ProgramLine> lines = read(input);

        assertThat(why(lines.get(0))).isEqualTo("line 1: the line has 201 bytes, at most 200 are read");
        assertThat(why(lines.get(1))).isEqualTo("line 2: the line is not UTF-8");
        assertThat(lines.get(2).id().asText()).isEqualTo("ok");
        assertThat(lines).hasSize(3);
    }

    @Test
    void aBrokenLineKeepsItsIdWhereThatCanBeRead() throws IOException {
        assertThat(read("{\"id\":\"a\",\"code\":1}").getFirst().id().asText()).isEqualTo("a");
        assertThat(read("{").getFirst().id().asText()).isEqualTo("line 1");
    }

    private static Program only(String line) throws IOException {
        return ((ProgramLine.Sound) read(line).getFirst()).program();
    }

    private static String why(ProgramLine line) {
        assertThat(line).asInstanceOf(type(ProgramLine.Broken.class)).isNotNull();
        return ((ProgramLine.Broken) line).why();
    }

    private static List<ProgramLine> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ProgramLine> read(byte[] input) throws IOException {
        BoundedLines lines = new BoundedLines(new ByteArrayInputStream(input), LONGEST);
        ProgramLine.Reader reader = new ProgramLine.Reader(Echo.AST, 5, Limits.USUAL, new Sessions(100));
        List<ProgramLine> all = new ArrayList<>();
        Optional<BoundedLines.Line> line = lines.next();
        while (line.isPresent()) {
            all.add(reader.read(line.get()));
            line = lines.next();
        }
        return all;
    }
}
