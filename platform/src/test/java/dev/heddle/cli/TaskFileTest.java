package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.tasks.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {
    @TempDir private Path folder;

    @Test
    void shouldReadEveryField() {
        TaskFile file =
                TaskFile.parse(
                        """
                        name: train
                        image: base
                        command: [python, train.py, --epochs, 10]
                        cpus: 0.5
                        memory: 4g
                        environment:
                          VERSION: 1.10
                          DEBUG: true
                          EMPTY:
                        tags: {team: growth}
                        home: lab
                        timeout: 90m
                        """);

        assertThat(file.name()).contains("train");
        assertThat(file.definition())
                .isEqualTo(
                        new TaskDefinition(
                                "base",
                                List.of("python", "train.py", "--epochs", "10"),
                                OptionalDouble.of(0.5),
                                Optional.of("4g"),
                                Map.of("VERSION", "1.10", "DEBUG", "true", "EMPTY", ""),
                                Map.of("team", "growth"),
                                Optional.of("lab"),
                                Optional.of(Duration.ofMinutes(90))));
    }

    @Test
    void shouldLeaveOutWhatIsNotSaid() {
        TaskDefinition read = TaskFile.parse("image: base").definition();

        assertThat(read.cpus()).isEmpty();
        assertThat(read.memory()).isEmpty();
        assertThat(read.command()).isEmpty();
        assertThat(read.timeout()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: base\\ncpu: 2| there is no field 'cpu', expected some of name, image, command, cpus, memory, environment, tags, home, timeout",
                "name: x| image is missing, expected the name of an image, such as base",
                "just text| it holds no fields, expected image, and others of",
                "image: base\\ncommand: python train.py| command is 'python train.py', expected a list of words such as [python, train.py]",
                "image: base\\ncommand: [[a]]| command holds [a], expected words alone",
                "image: base\\ncpus: many| cpus is 'many', expected a number such as 0.5 or 4",
                "image: base\\ntimeout: soon| timeout is 'soon', expected a time such as 90s, 30m or 2h",
                "image: base\\nenvironment: [A]| environment is '[A]', expected names with a text each",
                "image: base\\nenvironment: {A: [1]}| environment A is [1], expected a text",
                "image: [a]| image is [a], expected a text",
                "image: a\\nimage: b| it is no YAML",
                "image: !!javax.script.ScriptEngineManager []| it is no YAML",
                "image: [| it is no YAML"
            })
    void shouldSayWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> TaskFile.parse(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldNameTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("train.yaml"), "image: [a]");

        assertThatThrownBy(() -> TaskFile.read(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": image is [a], expected a text");
    }
}
