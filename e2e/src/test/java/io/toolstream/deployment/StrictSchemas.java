package io.toolstream.deployment;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;

/// Holds a manifest against two independent models of Kubernetes' API. One finds fields that do not exist or are
/// missing, the other finds values of a wrong type; neither finds both.
final class StrictSchemas {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Map<String, String> MODEL = Map.ofEntries(
            Map.entry("ConfigMap", "V1ConfigMap"),
            Map.entry("HorizontalPodAutoscaler", "V2HorizontalPodAutoscaler"),
            Map.entry("Job", "V1Job"),
            Map.entry("NetworkPolicy", "V1NetworkPolicy"),
            Map.entry("Pod", "V1Pod"),
            Map.entry("PodDisruptionBudget", "V1PodDisruptionBudget"),
            Map.entry("Service", "V1Service"),
            Map.entry("ServiceAccount", "V1ServiceAccount"),
            Map.entry("StatefulSet", "V1StatefulSet"));

    private final KubernetesSerialization types = new KubernetesSerialization();
    private final Gson gson = new Gson();

    /// Whether Kubernetes itself defines the kind; others belong to operators.
    static boolean knows(Manifest manifest) {
        return MODEL.containsKey(manifest.kind());
    }

    /// @throws IllegalArgumentException naming the field
    void check(Manifest manifest) {
        JsonElement json = gson.toJsonTree(manifest.tree().value());
        try {
            Class.forName(MODELS + MODEL.get(manifest.kind()))
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, json);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(
                    "%s: %s".formatted(manifest.title(), refused.getCause()), refused.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("no model for " + manifest.kind(), missing);
        }
        types.unmarshal(json.toString());
        manifest.tree().walk((key, tree) -> {
            if (List.of("requests", "limits").contains(key)) {
                tree.keys()
                        .forEach(unit -> requireQuantity(manifest, tree.at(unit).text()));
            }
        });
    }

    private static void requireQuantity(Manifest manifest, String text) {
        try {
            Quantity.getAmountInBytes(new Quantity(text));
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("%s: %s is no quantity".formatted(manifest.title(), text), refused);
        }
    }
}
