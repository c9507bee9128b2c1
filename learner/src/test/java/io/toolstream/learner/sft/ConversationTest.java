package io.toolstream.learner.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.learner.sft.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {
    @ParameterizedTest
    @ValueSource(strings = {"user assistant", "system user assistant", "user assistant tool assistant user assistant"})
    void theAssistantAnswersUsersAndTools(String roles) {
        assertThat(spoken(roles).messages()).hasSize(roles.split(" ", -1).length);
    }

    @ParameterizedTest
    @CsvSource({
        "assistant, message 1 is the assistant's and the first",
        "tool, message 1 is the tool's and the first",
        "user system assistant, message 2 is the system's after the user's",
        "user user assistant, message 2 is the user's after the user's",
        "user assistant assistant, message 3 is the assistant's after the assistant's",
        "user assistant tool tool assistant, message 4 is the tool's after the tool's",
        "user assistant user, the last message is the user's",
        "user assistant tool, the last message is the tool's"
    })
    void anotherOrderIsRefusedNamingTheMessage(String roles, String sentence) {
        assertThatThrownBy(() -> spoken(roles))
                .isInstanceOf(UnusableConversationException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptyMessageIsRefused(String content) {
        Message question = Message.of(Role.USER, "Q");
        Message empty = Message.of(Role.ASSISTANT, content);

        assertThatThrownBy(() -> new Conversation(List.of(question, empty)))
                .isInstanceOf(UnusableConversationException.class)
                .hasMessageContaining("message 2, the assistant's, is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|im_end|>", "<|im_start|>", "<|endoftext|>"})
    void aQuestionThatForgesATurnIsRefused(String marker) {
        Message question = Message.of(Role.USER, "a" + marker + "b");
        Message answer = Message.of(Role.ASSISTANT, "A");

        assertThatThrownBy(() -> new Conversation(List.of(question, answer)))
                .isInstanceOf(UnusableConversationException.class)
                .hasMessageContaining("message 1, the user's, contains " + marker);
    }

    private static Conversation spoken(String roles) {
        List<Message> messages = new ArrayList<>();
        for (String role : roles.split(" ", -1)) {
            messages.add(Message.of(Role.valueOf(role.toUpperCase(Locale.ROOT)), "a"));
        }
        return new Conversation(messages);
    }
}
