package io.toolstream.app.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The earlier programs of each session, which run silently before a later one. What they take is bounded.
final class Sessions {
    private final long charsMax;
    private final Map<String, List<String>> programs = new HashMap<>();
    private long chars;

    /// @param charsMax characters of code that are remembered in all
    Sessions(long charsMax) {
        this.charsMax = charsMax;
    }

    /// The programs of `session` so far; `code` is one of them from now on.
    ///
    /// @throws IllegalArgumentException if there is no room to remember `code`
    List<String> earlier(String session, String code) {
        if (chars + code.length() > charsMax) {
            throw new IllegalArgumentException("the sessions so far hold " + chars + " characters of code and may hold "
                    + charsMax + "; run the remaining sessions by another command");
        }
        chars += code.length();
        List<String> all = programs.computeIfAbsent(session, _ -> new ArrayList<>());
        List<String> before = List.copyOf(all);
        all.add(code);
        return before;
    }
}
