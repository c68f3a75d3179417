package studio.easel.models.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The header of a safetensors file as the networks' configurations make it: which tensors there
 * are, how they are called and what shapes they have. Numbers it has none.
 */
public final class Header {
    private final Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private Safetensors.Type type = Safetensors.Type.F16;

    public Header tensor(String name, long... shape) {
        List<Long> axes = LongStream.of(shape).boxed().toList();
        long count = LongStream.of(shape).reduce(1, (a, b) -> a * b);
        tensors.put(name, new Safetensors.Entry(name, type, axes, 0, count * type.bytes()));
        return this;
    }

    public Header note(String key, String text) {
        metadata.put(key, text);
        return this;
    }

    /** Of the tensors that follow. */
    public Header type(String name) {
        type = Safetensors.Type.valueOf(name);
        return this;
    }

    /** A layer with weight and bias. */
    public Header layer(String name, long... shape) {
        return tensor(name + ".weight", shape).tensor(name + ".bias", shape[0]);
    }

    /**
     * A U-Net under the names of CompVis' code (openaimodel.py) in Stable Diffusion's sizes.
     *
     * @param prefix of all names
     * @param channels of the latent and what is told beside it
     * @param words how wide a word is
     * @param depth how many transformer blocks each level has; 0 where it has none
     */
    public Header unet(String prefix, int channels, int words, int... depth) {
        int width = 320;
        layer(prefix + "time_embed.0", 4 * width, width);
        layer(prefix + "time_embed.2", 4 * width, 4 * width);
        layer(prefix + "input_blocks.0.0", width, channels, 3, 3);
        int block = 1;
        int before = width;
        for (int level = 0; level < depth.length; level++) {
            int now = width << Math.min(level, 2);
            for (int i = 0; i < 2; i++, block++) {
                String name = prefix + "input_blocks." + block;
                residual(name + ".0", before, now, 4 * width);
                transformer(name + ".1", now, words, depth[level]);
                before = now;
            }
            if (level < depth.length - 1) {
                layer(prefix + "input_blocks." + block++ + ".0.op", now, now, 3, 3);
            }
        }
        int deepest = depth[depth.length - 1] == 0 ? 1 : depth[depth.length - 1];
        residual(prefix + "middle_block.0", before, before, 4 * width);
        transformer(prefix + "middle_block.1", before, words, deepest);
        residual(prefix + "output_blocks.0.0", 2 * before, before, 4 * width);
        return layer(prefix + "out.2", 4, width, 3, 3);
    }

    private void residual(String name, int from, int to, int time) {
        layer(name + ".in_layers.0", from);
        layer(name + ".in_layers.2", to, from, 3, 3);
        layer(name + ".emb_layers.1", to, time);
        layer(name + ".out_layers.3", to, to, 3, 3);
    }

    private void transformer(String name, int width, int words, int depth) {
        for (int i = 0; i < depth; i++) {
            String block = name + ".transformer_blocks." + i;
            for (String to : List.of("to_q", "to_k", "to_v")) {
                tensor(block + ".attn1." + to + ".weight", width, width);
                tensor(
                        block + ".attn2." + to + ".weight",
                        width,
                        to.equals("to_q") ? width : words);
            }
            layer(block + ".ff.net.2", width, 4L * width);
        }
    }

    /** CLIP's text encoder under transformers' names. */
    public Header clip(String prefix, int width) {
        tensor(prefix + "embeddings.token_embedding.weight", 49408, width);
        tensor(prefix + "embeddings.position_embedding.weight", 77, width);
        return layer(prefix + "encoder.layers.0.self_attn.q_proj", width, width);
    }

    /** A VAE under CompVis' names. */
    public Header vae(String prefix, int channels) {
        layer(prefix + "encoder.conv_in", 128, 3, 3, 3);
        layer(prefix + "decoder.conv_in", 512, channels, 3, 3);
        return layer(prefix + "decoder.up.0.block.0.conv1", 128, 256, 3, 3);
    }

    /** The same tensors under other names. */
    public Header renamed(UnaryOperator<String> to) {
        Header other = new Header();
        tensors.forEach(
                (name, entry) ->
                        other.type(entry.type().name())
                                .tensor(
                                        to.apply(name),
                                        entry.shape().stream().mapToLong(axis -> axis).toArray()));
        other.metadata.putAll(metadata);
        return other;
    }

    Structure structure() {
        return Structure.of(tensors, metadata);
    }

    /** The file, with zeros for numbers; they take no room on most disks. */
    public Path write(Path file) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        if (!metadata.isEmpty()) {
            root.putPOJO("__metadata__", metadata);
        }
        long at = 0;
        for (Safetensors.Entry entry : tensors.values()) {
            ObjectNode tensor = root.putObject(entry.name()).put("dtype", entry.type().name());
            ArrayNode shape = tensor.putArray("shape");
            entry.shape().forEach(shape::add);
            tensor.putArray("data_offsets").add(at).add(at + entry.length());
            at += entry.length();
        }
        byte[] header = root.toString().getBytes(UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length)
                            .array());
            out.write(header);
            out.setLength(8 + header.length + at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @Override
    public String toString() {
        return tensors.keySet().stream().limit(3).collect(Collectors.joining(", "));
    }
}
