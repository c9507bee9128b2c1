package io.toolstream.policy.text;

import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/// The methods of Python's strings that chat templates call. Everything else is left to the next resolver.
final class PythonStrings extends ELResolver {
    private static final String BLANKS = " \t\n\r\u000b\f";

    @Override
    public @Nullable Object invoke(
            ELContext context,
            @Nullable Object base,
            @Nullable Object method,
            Class<?> @Nullable [] types,
            Object @Nullable [] arguments) {
        if (!(base instanceof String text) || method == null) {
            return null;
        }
        Object[] given = arguments == null ? new Object[0] : arguments;
        Object result = switch (method + "/" + given.length) {
            case "startswith/1" -> text.startsWith(given[0].toString());
            case "endswith/1" -> text.endsWith(given[0].toString());
            case "strip/0" -> strip(text, BLANKS, true, true);
            case "strip/1" -> strip(text, given[0].toString(), true, true);
            case "lstrip/0" -> strip(text, BLANKS, true, false);
            case "lstrip/1" -> strip(text, given[0].toString(), true, false);
            case "rstrip/0" -> strip(text, BLANKS, false, true);
            case "rstrip/1" -> strip(text, given[0].toString(), false, true);
            case "split/1" -> split(text, given[0].toString());
            case "upper/0" -> text.toUpperCase(Locale.ROOT);
            case "lower/0" -> text.toLowerCase(Locale.ROOT);
            default -> null;
        };
        context.setPropertyResolved(result != null);
        return result;
    }

    private static String strip(String text, String characters, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (right && end > start && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static List<String> split(String text, String separator) {
        return Arrays.asList(text.split(Pattern.quote(separator), -1));
    }

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
        return null;
    }

    @Override
    public @Nullable Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {}

    @Override
    public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
        return true;
    }

    @Override
    public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
        return null;
    }

    @Override
    public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
        return null;
    }
}
