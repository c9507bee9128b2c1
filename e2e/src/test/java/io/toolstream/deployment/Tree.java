package io.toolstream.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// A part of a YAML document: a map, a list, a scalar, or nothing where the document has none.
record Tree(@Nullable Object value) {

    /// All documents of a text; empty ones are left out.
    static List<Tree> documents(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        var documents = new ArrayList<Tree>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            if (document != null) {
                documents.add(new Tree(document));
            }
        }
        return documents;
    }

    /// What lies under these keys.
    Tree at(String... keys) {
        Object found = value;
        for (String key : keys) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return new Tree(found);
    }

    boolean present() {
        return value != null;
    }

    String text() {
        return value == null ? "" : value.toString();
    }

    /// The elements of a list, none of anything else.
    List<Tree> items() {
        return value instanceof List<?> list ? list.stream().map(Tree::new).toList() : List.of();
    }

    List<String> texts() {
        return items().stream().map(Tree::text).toList();
    }

    List<String> keys() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(Object::toString).toList()
                : List.of();
    }

    /// Whether every entry of this map is one of `other` too.
    boolean within(Tree other) {
        return keys().stream().allMatch(key -> at(key).equals(other.at(key)));
    }

    /// Calls `visitor` with each map key below this and what it holds.
    void walk(BiConsumer<String, Tree> visitor) {
        for (String key : keys()) {
            visitor.accept(key, at(key));
            at(key).walk(visitor);
        }
        items().forEach(item -> item.walk(visitor));
    }
}
