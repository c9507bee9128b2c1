package io.toolstream.deployment;

import java.util.List;
import java.util.stream.Stream;

/// One rendered object.
record Manifest(Tree tree) {
    String kind() {
        return tree.at("kind").text();
    }

    String name() {
        return tree.at("metadata", "name").text();
    }

    /// Kind and name, for messages.
    String title() {
        return kind() + " " + name();
    }

    Tree labels() {
        return tree.at("metadata", "labels");
    }

    String component() {
        return labels().at("app.kubernetes.io/component").text();
    }

    Tree spec() {
        return tree.at("spec");
    }

    /// Whether pods come of it.
    boolean runsPods() {
        return podSpec().present();
    }

    /// Whether its pods are meant to go on for ever.
    boolean serves() {
        return kind().equals("StatefulSet") || kind().equals("Deployment");
    }

    Tree podSpec() {
        return kind().equals("Pod") ? spec() : spec().at("template", "spec");
    }

    Tree podLabels() {
        return kind().equals("Pod") ? labels() : spec().at("template", "metadata", "labels");
    }

    List<Tree> containers() {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> podSpec().at(list).items().stream())
                .toList();
    }

    /// The main container's variable of this name.
    Tree variable(String name) {
        return containers().getFirst().at("env").items().stream()
                .filter(variable -> variable.at("name").text().equals(name))
                .findFirst()
                .orElse(new Tree(null));
    }
}
