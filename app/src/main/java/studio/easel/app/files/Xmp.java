package studio.easel.app.files;

/**
 * The XMP packet by which a picture says that a model made it, in the words of the IPTC's
 * vocabulary, which search engines and picture agencies read.
 *
 * @see <a href="https://cv.iptc.org/newscodes/digitalsourcetype/">IPTC digital source types</a>
 */
final class Xmp {
    /** Where XMP stands in a PNG (XMP specification, part 3). */
    static final String KEYWORD = "XML:com.adobe.xmp";

    static final String MADE_BY_A_MODEL =
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    private Xmp() {}

    /**
     * The packet for a picture made by {@code tool}. It is marked read-only: a program that edits
     * it in place would break the chunk's checksum.
     */
    static String madeByAModel(String tool) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/">
                  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                    <rdf:Description rdf:about=""
                        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
                      <xmp:CreatorTool>%s</xmp:CreatorTool>
                      <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
                    </rdf:Description>
                  </rdf:RDF>
                </x:xmpmeta>
                <?xpacket end="r"?>"""
                .formatted(escaped(tool), MADE_BY_A_MODEL);
    }

    private static String escaped(String text) {
        return SettingsText.printable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
