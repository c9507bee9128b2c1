package io.toolstream.schemas.sandbox;

/// The head and the tail of a text that may be too long to be kept whole.
///
/// @param head all of the text when it is short enough
/// @param missing characters between the two
public record Excerpt(String head, String tail, int missing) {

    /// Of `text`, at most `charactersMax` characters, half from each end; a pair of surrogates is not torn.
    public static Excerpt of(String text, int charactersMax) {
        if (text.length() <= charactersMax) {
            return new Excerpt(text, "", 0);
        }
        int half = charactersMax / 2;
        int to = half > 0 && Character.isHighSurrogate(text.charAt(half - 1)) ? half - 1 : half;
        int from = text.length() - half;
        from = half > 0 && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        return new Excerpt(text.substring(0, to), text.substring(from), from - to);
    }

    /// The two with `mark` between them, or the whole text.
    public String marked(String mark) {
        return missing == 0 ? head : head + mark + tail;
    }
}
