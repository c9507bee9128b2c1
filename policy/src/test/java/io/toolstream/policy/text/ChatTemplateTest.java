package io.toolstream.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
}
