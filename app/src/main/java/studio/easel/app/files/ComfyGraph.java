package studio.easel.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.easel.app.files.SavedSettings.Source;

/**
 * Settings out of the graph ComfyUI ran: {@code id -> {class_type, inputs}}, where an input is a
 * value or a link {@code [id, slot]}. There are no fields to read; from the picture that was saved
 * one walks back to what sampled it first, and from there to the prompts, the model and the size.
 */
final class ComfyGraph {
    private static final List<String> OUTPUTS = List.of("Save", "Preview");
    private static final List<String> TEXTS =
            List.of("text", "text_g", "string", "value", "prompt", "text_positive");
    private static final List<String> CONDITIONINGS =
            List.of("conditioning", "conditioning_1", "conditioning_to", "positive", "negative");
    private static final int FARTHEST = 1000;

    // What the editor's widgets mean, by place; "" is one that says nothing about the picture.
    private static final Map<String, List<String>> WIDGETS =
            Map.of(
                    "KSampler",
                    List.of("seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
                    "KSamplerAdvanced",
                    List.of("", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"),
                    "CLIPTextEncode",
                    List.of("text"),
                    "CheckpointLoaderSimple",
                    List.of("ckpt_name"),
                    "EmptyLatentImage",
                    List.of("width", "height", "batch_size"),
                    "LoraLoader",
                    List.of("lora_name", "strength_model", "strength_clip"));

    private final JsonNode nodes;
    private final ForeignSettings settings = new ForeignSettings(Source.COMFYUI);

    private ComfyGraph(JsonNode nodes) {
        this.nodes = nodes;
    }

    /** Empty where nothing in the graph samples. */
    static Optional<SavedSettings> settings(JsonNode graph) {
        ComfyGraph comfy = new ComfyGraph(graph);
        return comfy.firstSampler().map(comfy::read);
    }

    private SavedSettings read(JsonNode sampler) {
        JsonNode inputs = sampler.path("inputs");
        // SamplerCustomAdvanced has its parts in nodes of their own.
        JsonNode guider = linked(inputs.path("guider")).path("inputs");
        JsonNode conditioned = guider.isObject() ? guider : inputs;
        settings.prompt(
                text(
                        conditioned.has("positive")
                                ? conditioned.path("positive")
                                : conditioned.path("conditioning")));
        settings.negative(text(conditioned.path("negative")));
        JsonNode sigmas = linked(inputs.path("sigmas")).path("inputs");
        settings.field(
                "Steps", value(inputs.has("steps") ? inputs.path("steps") : sigmas.path("steps")));
        JsonNode chosen = linked(inputs.path("sampler")).path("inputs").path("sampler_name");
        settings.field(
                "Sampler",
                value(inputs.has("sampler_name") ? inputs.path("sampler_name") : chosen));
        settings.field(
                "Schedule type",
                value(
                        inputs.has("scheduler")
                                ? inputs.path("scheduler")
                                : sigmas.path("scheduler")));
        settings.field("CFG scale", value(conditioned.path("cfg")));
        JsonNode noise = linked(inputs.path("noise")).path("inputs").path("noise_seed");
        settings.field(
                "Seed",
                value(
                        inputs.has("seed")
                                ? inputs.path("seed")
                                : inputs.has("noise_seed") ? inputs.path("noise_seed") : noise));
        settings.field("RNG", "CPU");
        model(conditioned.has("model") ? conditioned.path("model") : inputs.path("model"));
        latent(inputs, value(inputs.path("denoise")));
        return settings.settings();
    }

    /** The sampler farthest from the saved picture: what follows it are second passes. */
    private Optional<JsonNode> firstSampler() {
        List<JsonNode> samplers = new ArrayList<>();
        Deque<String> ahead = new ArrayDeque<>();
        nodes.properties()
                .forEach(
                        it -> {
                            String type = it.getValue().path("class_type").asText("");
                            if (OUTPUTS.stream().anyMatch(type::contains)) {
                                ahead.add(it.getKey());
                            }
                        });
        if (ahead.isEmpty()) {
            nodes.properties().forEach(it -> ahead.add(it.getKey()));
        }
        Set<String> seen = new HashSet<>(ahead);
        while (!ahead.isEmpty()) {
            JsonNode node = nodes.path(ahead.remove());
            if (samples(node)) {
                samplers.add(node);
            }
            for (JsonNode input : node.path("inputs")) {
                if (isLink(input) && seen.add(input.path(0).asText())) {
                    ahead.add(input.path(0).asText());
                }
            }
        }
        if (samplers.size() > 1) {
            settings.note(
                    "ComfyUI sampled this picture %d times, one after another; these are the settings of the first, and Easel makes its picture."
                            .formatted(samplers.size()));
        }
        return samplers.isEmpty()
                ? Optional.empty()
                : Optional.of(samplers.get(samplers.size() - 1));
    }

    private static boolean samples(JsonNode node) {
        String type = node.path("class_type").asText("");
        return (type.contains("KSampler") && !type.contains("Select"))
                || type.startsWith("SamplerCustom");
    }

    private static boolean isLink(JsonNode input) {
        return input.isArray() && input.size() == 2 && input.path(1).isInt();
    }

    /** The node a link comes from; nothing where there is none. */
    private JsonNode linked(JsonNode input) {
        return isLink(input) ? nodes.path(input.path(0).asText()) : nodes.path("");
    }

    /** A value, or what a node that only holds one has. */
    private JsonNode value(JsonNode input) {
        JsonNode at = input;
        for (int hops = 0; isLink(at) && hops < FARTHEST; hops++) {
            JsonNode inputs = linked(at).path("inputs");
            JsonNode next = inputs.path("value");
            for (String name : List.of("seed", "noise_seed", "int", "float", "Number")) {
                next = next.isMissingNode() ? inputs.path(name) : next;
            }
            at = next;
        }
        return at;
    }

    /** The words behind a conditioning, through whatever changes it on the way. */
    private String text(JsonNode input) {
        JsonNode at = input;
        for (int hops = 0; isLink(at) && hops < FARTHEST; hops++) {
            JsonNode inputs = linked(at).path("inputs");
            JsonNode next = nodes.path("");
            for (String name : TEXTS) {
                next = next.isMissingNode() ? inputs.path(name) : next;
            }
            for (String name : CONDITIONINGS) {
                next = next.isMissingNode() ? inputs.path(name) : next;
            }
            at = next;
        }
        return at.isTextual() ? at.textValue() : "";
    }

    private void model(JsonNode input) {
        JsonNode at = input;
        for (int hops = 0; isLink(at) && hops < FARTHEST; hops++) {
            JsonNode inputs = linked(at).path("inputs");
            for (String name : List.of("ckpt_name", "unet_name")) {
                settings.field("Model", inputs.path(name));
            }
            if (inputs.has("lora_name")) {
                settings.lora(
                        inputs.path("lora_name").asText(""),
                        inputs.path("strength_model").asText(""));
            }
            at = inputs.path("model");
        }
    }

    /** An empty latent has the size; behind any other stands a picture. */
    private void latent(JsonNode sampler, JsonNode denoise) {
        JsonNode at = sampler.path("latent_image");
        for (int hops = 0; isLink(at) && hops < FARTHEST; hops++) {
            JsonNode node = linked(at);
            JsonNode inputs = node.path("inputs");
            if (node.path("class_type").asText("").startsWith("VAEEncode")) {
                settings.field("Denoising strength", denoise);
                return;
            }
            if (inputs.has("width") && inputs.has("height")) {
                settings.size(
                        value(inputs.path("width")).asText(""),
                        value(inputs.path("height")).asText(""));
                return;
            }
            at = inputs.has("samples") ? inputs.path("samples") : inputs.path("latent");
        }
    }

    /**
     * The editor's graph in the form that is run, as far as the usual nodes go: nodes in a list,
     * values by place, links {@code [id, from, slot, to, slot, type]}.
     */
    static JsonNode fromEditor(JsonNode editor) {
        Map<String, ObjectNode> inputs = new LinkedHashMap<>();
        ObjectNode graph = JsonNodeFactory.instance.objectNode();
        Map<String, String> types = new HashMap<>();
        for (JsonNode node : editor.path("nodes")) {
            String id = node.path("id").asText();
            String type = node.path("type").asText();
            types.put(id, type);
            ObjectNode made = graph.putObject(id).put("class_type", type);
            inputs.put(id, made.putObject("inputs"));
            List<String> names = WIDGETS.getOrDefault(type, List.of());
            for (int i = 0; i < names.size(); i++) {
                if (!names.get(i).isEmpty() && node.path("widgets_values").has(i)) {
                    inputs.get(id).set(names.get(i), node.path("widgets_values").path(i));
                }
            }
        }
        for (JsonNode link : editor.path("links")) {
            ObjectNode to = inputs.get(link.path(3).asText());
            if (to != null) {
                String name =
                        nameOf(
                                types.getOrDefault(link.path(3).asText(), ""),
                                link.path(4).asInt(),
                                link.path(5).asText(""));
                if (!to.has(name)) {
                    to.putArray(name).add(link.path(1).asText()).add(link.path(2).asInt());
                }
            }
        }
        return graph;
    }

    /** An input's name from its place and its type. */
    private static String nameOf(String node, int slot, String type) {
        return switch (type) {
            case "MODEL" -> "model";
            case "LATENT" -> node.contains("Sampler") ? "latent_image" : "samples";
            case "CONDITIONING" ->
                    !node.contains("Sampler")
                            ? "conditioning"
                            : slot == 1 ? "positive" : "negative";
            case "IMAGE" -> "images";
            default -> "input_%d".formatted(slot);
        };
    }
}
