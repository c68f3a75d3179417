package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static studio.easel.engine.text.PromptGoldens.list;
import static studio.easel.engine.text.PromptGoldens.stream;
import static studio.easel.engine.text.PromptGoldens.texts;
import static studio.easel.engine.text.PromptGoldens.timeline;
import static studio.easel.engine.text.PromptGoldens.weighted;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.text.ParsedPrompt.Part;
import studio.easel.engine.text.ParsedPrompt.Version;

/** The stages of the grammar, each as AUTOMATIC1111 v1.10.1 does it. */
class PromptSyntaxGoldenTest {
    static Stream<Named<JsonNode>> attention() throws IOException {
        return list("attention");
    }

    @ParameterizedTest
    @MethodSource("attention")
    void bracketsWeighWordsAsInTheOriginal(JsonNode golden) {
        String text = golden.get("text").asText();
        Attention attention = Attention.of(text);
        if (golden.has("error")) {
            // The original aborts. Easel reads the words, and says so.
            assertThat(attention.spans()).isNotEmpty();
            assertThat(attention.flaws()).isNotEmpty();
            return;
        }
        List<WeightedText> expected = weighted(golden.get("out"));
        assertThat(attention.spans().stream().map(WeightedText::text))
                .containsExactlyElementsOf(expected.stream().map(WeightedText::text).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(attention.spans().get(i).weight())
                    .as(expected.get(i).text())
                    .isEqualTo(expected.get(i).weight(), within(1e-12));
        }
    }

    static Stream<Named<JsonNode>> schedules() throws IOException {
        return list("schedules");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void wordsChangeAtTheOriginalsSteps(JsonNode golden) {
        Part part = scheduled(golden);
        assertThat(part.schedule()).isEqualTo(versions(golden.get("out")));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void eachCallOfTheDenoiserIsToldTheOriginalsWords(JsonNode golden) {
        Part part = scheduled(golden);
        JsonNode expected = golden.get("index_per_call");
        assertThat(IntStream.range(0, expected.size()).map(part::indexAt).boxed())
                .containsExactlyElementsOf(stream(expected).map(JsonNode::asInt).toList());
    }

    static Stream<Named<JsonNode>> nondeterministic() throws IOException {
        return list("schedules_nondeterministic");
    }

    @ParameterizedTest
    @MethodSource("nondeterministic")
    void completeGroupsCountAlsoWhereTheOriginalIsUndecided(JsonNode golden) {
        assertThat(scheduled(golden).schedule()).isEqualTo(versions(golden.get("recommended")));
    }

    static Stream<Named<JsonNode>> multicond() throws IOException {
        return list("multicond");
    }

    @ParameterizedTest
    @MethodSource("multicond")
    void andJoinsWeightedPrompts(JsonNode golden) {
        String text = golden.get("text").asText();
        List<Conjunction> parts = Conjunction.split(Passage.typed(text));
        assertThat(parts.stream().map(part -> new WeightedText(part.text().text(), part.weight())))
                .containsExactlyElementsOf(weighted(golden.get("out")));
        assertThat(parts.stream().map(part -> part.text().text()).distinct())
                .containsExactlyElementsOf(texts(golden.get("unique_texts")));
    }

    static Stream<Named<JsonNode>> extraNetworks() throws IOException {
        return list("extra_networks");
    }

    @ParameterizedTest
    @MethodSource("extraNetworks")
    void tagsOfExtraNetworksLeaveThePrompt(JsonNode golden) {
        ExtraNetworks extra = ExtraNetworks.in(Passage.typed(golden.get("text").asText()));
        assertThat(extra.rest().text()).isEqualTo(golden.get("prompt").asText());
        assertThat(extra.networks().stream().map(ExtraNetwork::kind).distinct())
                .containsExactlyInAnyOrderElementsOf(names(golden.get("networks")).keySet());
        names(golden.get("networks"))
                .forEach((kind, expected) -> assertNetworks(extra.networks(), kind, expected));
    }

    private static void assertNetworks(List<ExtraNetwork> all, String kind, JsonNode expected) {
        List<ExtraNetwork> found = all.stream().filter(net -> net.kind().equals(kind)).toList();
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.size(); i++) {
            JsonNode network = expected.get(i);
            assertThat(found.get(i).items()).isEqualTo(texts(network.get("items")));
            assertThat(found.get(i).positional()).isEqualTo(texts(network.get("positional")));
            Map<String, String> named = new LinkedHashMap<>();
            names(network.get("named")).forEach((name, value) -> named.put(name, value.asText()));
            assertThat(found.get(i).named()).isEqualTo(named);
        }
    }

    static Stream<Named<JsonNode>> comments() throws IOException {
        return list("comments");
    }

    @ParameterizedTest
    @MethodSource("comments")
    void commentsLeaveTheirLineEnds(JsonNode golden) {
        Passage typed = Passage.typed(golden.get("text").asText());
        assertThat(PromptSyntax.withoutComments(typed).text())
                .isEqualTo(golden.get("out").asText());
    }

    static Stream<Named<JsonNode>> pipeline() throws IOException {
        return list("pipeline");
    }

    @ParameterizedTest
    @MethodSource("pipeline")
    void theStagesFollowEachOtherAsInTheOriginal(JsonNode golden) {
        String text = golden.get("text").asText();
        assertThat(PromptSyntax.withoutComments(Passage.typed(text)).text())
                .isEqualTo(golden.get("after_comments").asText());
        ParsedPrompt prompt = PromptSyntax.positive(text, timeline(golden));
        assertThat(prompt.text()).isEqualTo(golden.get("after_extra_networks").asText());
        names(golden.get("networks"))
                .forEach(
                        (kind, expected) ->
                                assertThat(
                                                prompt.networks().stream()
                                                        .filter(net -> net.kind().equals(kind))
                                                        .map(ExtraNetwork::items))
                                        .containsExactlyElementsOf(
                                                stream(expected)
                                                        .map(PromptGoldens::texts)
                                                        .toList()));
        assertThat(prompt.parts()).isEqualTo(parts(golden.get("subprompts")));
    }

    private static List<Part> parts(JsonNode subprompts) {
        return stream(subprompts)
                .map(
                        part ->
                                new Part(
                                        part.get("text").asText(),
                                        part.get("weight").asDouble(),
                                        stream(part.get("schedule"))
                                                .map(
                                                        entry ->
                                                                new Version(
                                                                        entry.get("end").asInt(),
                                                                        entry.get("text").asText()))
                                                .toList()))
                .toList();
    }

    private static Part scheduled(JsonNode golden) {
        Passage prompt = Passage.typed(golden.get("text").asText());
        PromptTimeline timeline = timeline(golden);
        PromptSchedule schedule = PromptSchedule.parse(prompt.text());
        List<Version> versions =
                schedule.endSteps(timeline).stream()
                        .map(end -> new Version(end, schedule.at(end, timeline, prompt).text()))
                        .toList();
        return new Part(prompt.text(), 1, versions);
    }

    private static List<Version> versions(JsonNode pairs) {
        return stream(pairs)
                .map(pair -> new Version(pair.get(0).asInt(), pair.get(1).asText()))
                .toList();
    }

    private static Map<String, JsonNode> names(JsonNode object) {
        Map<String, JsonNode> names = new LinkedHashMap<>();
        object.properties().forEach(entry -> names.put(entry.getKey(), entry.getValue()));
        return names;
    }
}
