package studio.easel.engine.onnx;

/** A setting of an operator, to be given to {@link GraphNode#of}. */
public final class GraphAttribute {
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int INTS = 7;

    private final byte[] encoded;

    private GraphAttribute(WireWriter message) {
        this.encoded = message.toByteArray();
    }

    public static GraphAttribute integer(String name, long value) {
        return new GraphAttribute(new WireWriter().text(1, name).number(3, value).number(20, INT));
    }

    public static GraphAttribute number(String name, float value) {
        return new GraphAttribute(
                new WireWriter().text(1, name).float32(2, value).number(20, FLOAT));
    }

    public static GraphAttribute integers(String name, long... values) {
        WireWriter message = new WireWriter().text(1, name);
        for (long value : values) {
            message.number(8, value);
        }
        return new GraphAttribute(message.number(20, INTS));
    }

    public static GraphAttribute text(String name, String value) {
        return new GraphAttribute(new WireWriter().text(1, name).text(4, value).number(20, STRING));
    }

    byte[] encoded() {
        return encoded;
    }
}
