/** Turns what lies on disk into the engine's {@code ModelSpec}; carries the starter model. */
module studio.easel.models {
    requires transitive studio.easel.engine;
    requires com.fasterxml.jackson.databind;
    requires java.net.http;
    requires static org.jspecify;

    exports studio.easel.models;
    exports studio.easel.models.download;
    exports studio.easel.models.passport;
}
