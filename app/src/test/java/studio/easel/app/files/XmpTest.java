package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class XmpTest {
    private static final String IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    @Test
    void saysInTheIptcsWordsThatAModelMadeThePicture() throws Exception {
        assertThat(
                        parsed("Easel 0.1.0")
                                .getElementsByTagNameNS(IPTC, "DigitalSourceType")
                                .item(0)
                                .getTextContent())
                .isEqualTo(
                        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Easel 0.1.0", "<&>\"'", "]]>", "\u0000\u001B\uD800", "한글 🎨"})
    void isWellFormedWhateverTheToolIsCalled(String tool) throws Exception {
        assertThat(parsed(tool).getDocumentElement().getLocalName()).isEqualTo("xmpmeta");
    }

    private static Document parsed(String tool) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(Xmp.madeByAModel(tool))));
    }
}
