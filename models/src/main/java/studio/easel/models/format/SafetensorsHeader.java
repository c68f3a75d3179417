package studio.easel.models.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;
import studio.easel.models.format.Safetensors.Entry;

/**
 * The header of a safetensors file, read token by token: it is never in memory as a whole, nests no
 * deeper than the format does, and says each name once.
 *
 * @param tensors as the header orders them; {@code start} counts from the end of the header
 * @param metadata texts under {@code __metadata__} of up to {@value #LONGEST_NOTE} characters, and
 *     what {@link LoraScales} reads
 */
record SafetensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int LONGEST_NOTE = 4096;
    private static final int LONGEST_NAME = 4096;

    /** Training programs list every word of every caption. */
    private static final int LONGEST_TEXT = 20_000_000;

    /** The largest models have some thousands. */
    private static final int MOST_TENSORS = 200_000;

    private static final int MOST_NOTES = 10_000;
    private static final int MOST_AXES = 16;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(8)
                                    .maxNumberLength(20)
                                    .maxNameLength(LONGEST_NAME)
                                    .maxStringLength(LONGEST_TEXT)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /**
     * Reads {@code length} bytes from where {@code channel} stands.
     *
     * @throws ModelException when they are not such a header
     */
    static SafetensorsHeader read(Path file, FileChannel channel, long length) throws IOException {
        Reader text =
                new InputStreamReader(
                        new Part(channel, length), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser json = FACTORY.createParser(text)) {
            return new Walk(file, json).header();
        } catch (CharacterCodingException e) {
            throw Safetensors.wrong(file, "its header is not UTF-8 text");
        } catch (JsonProcessingException e) {
            throw Safetensors.wrong(
                    file,
                    "its header is not sound JSON: " + Safetensors.quote(e.getOriginalMessage()));
        }
    }

    /** One walk through a header. */
    private static final class Walk {
        private final Path file;
        private final JsonParser json;
        private final List<Entry> tensors = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Walk(Path file, JsonParser json) {
            this.file = file;
            this.json = json;
        }

        SafetensorsHeader header() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Safetensors.wrong(file, "its header does not begin with {");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                if (name.equals(METADATA)) {
                    notes();
                } else {
                    tensor(name);
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw Safetensors.wrong(
                        file, "its header is not sound JSON: it goes on after its last }");
            }
            return new SafetensorsHeader(List.copyOf(tensors), Map.copyOf(metadata));
        }

        private void notes() throws IOException {
            boolean opened = json.currentToken() == JsonToken.START_OBJECT;
            while (opened && json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING || metadata.size() >= MOST_NOTES) {
                    opened = false;
                } else if (json.getTextLength() <= longest(key)) {
                    metadata.put(key, json.getText());
                } else if (key.equals(LoraScales.NOTE)) {
                    throw LoraScales.tooLong(file);
                }
            }
            if (!opened) {
                throw Safetensors.wrong(
                        file, "its %s is not a list of texts by name".formatted(METADATA));
            }
        }

        /** What scales a LoRA names all its layers; without it every layer would be wrong. */
        private static int longest(String key) {
            return key.equals(LoraScales.NOTE) ? LoraScales.LONGEST : LONGEST_NOTE;
        }

        private void tensor(String name) throws IOException {
            if (tensors.size() >= MOST_TENSORS) {
                throw Safetensors.wrong(
                        file, "it has more than %,d tensors".formatted(MOST_TENSORS));
            }
            String type = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            boolean opened = json.currentToken() == JsonToken.START_OBJECT;
            while (opened && json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "dtype" -> type = json.getValueAsString("");
                    case "shape" -> shape = numbers(name);
                    case "data_offsets" -> offsets = numbers(name);
                    default -> json.skipChildren();
                }
            }
            if (type == null || shape == null || offsets == null || offsets.size() != 2) {
                throw notATensor(name);
            }
            tensors.add(entry(name, type(name, type), shape, offsets.get(0), offsets.get(1)));
        }

        private List<Long> numbers(String name) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw notATensor(name);
            }
            List<Long> numbers = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (numbers.size() >= MOST_AXES) {
                    throw notATensor(name);
                }
                numbers.add(number(name));
            }
            return List.copyOf(numbers);
        }

        private long number(String name) throws IOException {
            boolean fits =
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!fits || json.getLongValue() < 0) {
                throw Safetensors.wrong(
                        file,
                        "\"%s\" has %s for a size or place"
                                .formatted(
                                        Safetensors.quote(name),
                                        Safetensors.quote(
                                                String.valueOf(
                                                        json.getValueAsString("no number")))));
            }
            return json.getLongValue();
        }

        private Entry entry(
                String name, Safetensors.Type type, List<Long> shape, long start, long end) {
            long length = length(name, type, shape);
            // Neither is negative, so that the difference cannot overflow.
            if (end - start != length) {
                throw Safetensors.wrong(
                        file,
                        "\"%s\" has %,d bytes, expected %,d for %s of %s"
                                .formatted(
                                        Safetensors.quote(name), end - start, length, type, shape));
            }
            return new Entry(name, type, shape, start, length);
        }

        private long length(String name, Safetensors.Type type, List<Long> shape) {
            try {
                long length = type.bytes();
                for (long axis : shape) {
                    length = Math.multiplyExact(length, axis);
                }
                return length;
            } catch (ArithmeticException e) {
                throw Safetensors.wrong(
                        file,
                        "\"%s\" has the shape %s, more than any file holds"
                                .formatted(Safetensors.quote(name), shape));
            }
        }

        private Safetensors.Type type(String name, @Nullable String text) {
            for (Safetensors.Type type : Safetensors.Type.values()) {
                if (type.name().equals(text)) {
                    return type;
                }
            }
            throw new ModelException(
                    "%s holds \"%s\" as %s, a type that Easel does not know: expected F32, F16, BF16 or plain fp8. Use another copy of it."
                            .formatted(
                                    file,
                                    Safetensors.quote(name),
                                    Safetensors.quote(String.valueOf(text))));
        }

        private ModelException notATensor(String name) {
            return Safetensors.wrong(
                    file, "\"%s\" is not described as a tensor".formatted(Safetensors.quote(name)));
        }
    }

    /** The next bytes of a channel, and no more. */
    private static final class Part extends InputStream {
        private final FileChannel channel;
        private long left;

        Part(FileChannel channel, long length) {
            this.channel = channel;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int wanted = (int) Math.min(most, left);
            int read = wanted == 0 ? -1 : channel.read(ByteBuffer.wrap(into, from, wanted));
            left -= Math.max(0, read);
            return read;
        }
    }
}
