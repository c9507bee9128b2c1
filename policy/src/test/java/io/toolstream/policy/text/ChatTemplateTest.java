package io.toolstream.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "Hello"));

    @Test
    void everyTurnOfThePlainTemplateIsFollowedByALineEnd() {
        assertThat(new ChatTemplate(ChatTemplate.PLAIN).render(HELLO, List.of(), true))
                .isEqualTo("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void aTemplateInsideAMessageIsTextLikeAnyOther() {
        List<Map<String, Object>> messages =
                List.of(Map.of("role", "user", "content", "{{ 7 * 7 }}{% for m in messages %}x{% endfor %}"));
        assertThat(new ChatTemplate(ChatTemplate.PLAIN).render(messages, List.of(), false))
                .isEqualTo("<|im_start|>user\n{{ 7 * 7 }}{% for m in messages %}x{% endfor %}<|im_end|>\n");
    }

    @Test
    void jsonIsWrittenAsPythonWritesIt() {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("name", "é\n\u001f");
        tool.put("strict", true);
        tool.put("list", List.of(1, 2));
        tool.put("empty", Map.of());
        // json.dumps({"name": "é\n\x1f", "strict": True, "list": [1, 2], "empty": {}}, ensure_ascii=False)
        assertThat(new ChatTemplate("{{ tools[0] | tojson }}").render(HELLO, List.of(tool), false))
                .isEqualTo("{\"name\": \"é\\n\\u001f\", \"strict\": true, \"list\": [1, 2], \"empty\": {}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages.getClass().getName() }}",
                "{{ messages.class.name }}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{% include 'META-INF/MANIFEST.MF' %}",
                "{% from 'META-INF/MANIFEST.MF' import x %}"
            })
    void classesAndFilesAreOutOfReach(String program) {
        String output;
        try {
            output = new ChatTemplate(program).render(HELLO, List.of(), false);
        } catch (IllegalArgumentException e) {
            output = "";
        }
        assertThat(output).isBlank();
    }

    @Test
    void outputIsCapped() {
        String program = "{% for a in range(3000) %}{% for b in range(3000) %}0123456789{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> new ChatTemplate(program).render(HELLO, List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the chat template fails");
    }

    @Test
    void aDirectoryWithoutATemplateIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> ChatTemplate.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no chat template");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0",
        "2.5, 2.5",
        "-0.0, -0.0",
        "1e10, 10000000000.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.25e20, 1.25e+20",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.5e-7, 1.5e-07",
        "1e100, 1e+100"
    })
    void numbersAreWrittenAsPythonWritesThem(double value, String python) {
        assertThat(PythonJson.number(value)).isEqualTo(python);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "{{ t.startswith('<a>') }}{{ t.endswith('!') }} => truefalse",
                "{{ t.split('</a>')[-1].lstrip('.') }} => z..",
                "{{ t.rstrip('.') }} => <a>xX</a>..z",
                "{{ t.strip('<.>') }} => a>xX</a>..z",
                "{{ t.upper() }}{{ t.lower() }} => <A>XX</A>..Z..<a>xx</a>..z..",
                "{% for x in messages[::-1] %}{{ x.content }}{% endfor %} => 21",
                "{% set ns = namespace(k=1, q=messages|length - 1) %}{{ ns.q }} => 1",
                "{{ eos_token }} => <end>"
            })
    void pythonsWaysWorkInTemplates(String program, String expected) {
        List<Map<String, Object>> messages =
                List.of(Map.of("role", "user", "content", "1"), Map.of("role", "user", "content", "2"));
        String text = "{% set t = '<a>xX</a>..z..' %}";
        assertThat(new ChatTemplate(text + program, Map.of("eos_token", "<end>")).render(messages, List.of(), true))
                .isEqualTo(expected);
    }

    @Test
    void aTemplateThatRefusesAConversationSaysWhy() {
        assertThatThrownBy(() -> new ChatTemplate("{{ raise_exception('roles must alternate') }}")
                        .render(HELLO, List.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("roles must alternate");
    }

    /// The renderings were made with Jinja2 3.1 in its sandbox, with the options of Hugging Face transformers.
    @Test
    void conversationsRenderAsPythonsJinjaRendersThem() throws IOException {
        Path models = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."))
                .resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"))
                .resolve("models/qwen2.5_tokenizer");
        assumeThat(models).exists();
        ObjectMapper json = new ObjectMapper();
        TypeReference<List<Map<String, Object>>> objects = new TypeReference<>() {};
        try (InputStream golden =
                Objects.requireNonNull(ChatTemplateTest.class.getResourceAsStream("jinja2-renderings.jsonl"))) {
            for (String line : new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                JsonNode row = json.readTree(line);
                boolean qwen3 = row.path("name").asText().equals("qwen3");
                JsonNode config =
                        json.readTree(models.resolve(qwen3 ? "qwen3_tokenizer_config.json" : "tokenizer_config.json")
                                .toFile());
                String rendered = new ChatTemplate(config.path("chat_template").asText())
                        .render(
                                json.convertValue(row.path("messages"), objects),
                                row.path("tools").isArray() ? json.convertValue(row.path("tools"), objects) : List.of(),
                                row.path("add_generation_prompt").asBoolean());
                assertThat(rendered).isEqualTo(row.path("rendered").asText());
            }
        }
    }
}
