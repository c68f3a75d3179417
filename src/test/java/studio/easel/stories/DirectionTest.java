package studio.easel.stories;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URL;

/** The house plan: who may know whom. */
@AnalyzeClasses(
        packages = {"studio.easel.engine", "studio.easel.models", "studio.easel.app"},
        importOptions = {ImportOption.DoNotIncludeTests.class, DirectionTest.NoTestJars.class})
class DirectionTest {
    /** The engine's tests come as a jar. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String ENGINE = "studio.easel.engine";
    private static final String[] SCREENS = {
        "studio.easel.app.generate..",
        "studio.easel.app.canvas..",
        "studio.easel.app.animate..",
        "studio.easel.app.browse..",
        "studio.easel.app.jobs..",
        "studio.easel.app.shelf..",
        "studio.easel.app.command.."
    };

    @ArchTest
    static final ArchRule appKnowsModelsAndModelsKnowTheEngine =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("app")
                    .definedBy("studio.easel.app..")
                    .layer("models")
                    .definedBy("studio.easel.models..")
                    .layer("engine")
                    .definedBy("studio.easel.engine..")
                    .whereLayer("app")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("models")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("engine")
                    .mayOnlyBeAccessedByLayers("app", "models");

    @ArchTest
    static final ArchRule insideTheEngineEachRoomKnowsThoseBelow =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .optionalLayer("animation")
                    .definedBy(ENGINE + ".animation..")
                    .optionalLayer("video")
                    .definedBy(ENGINE + ".video..")
                    .layer("pipeline")
                    .definedBy(ENGINE + ".pipeline..")
                    .layer("picture")
                    .definedBy(ENGINE + ".picture..")
                    .layer("sampling")
                    .definedBy(ENGINE + ".sampling..")
                    .layer("vae")
                    .definedBy(ENGINE + ".vae..")
                    .layer("upscale")
                    .definedBy(ENGINE + ".upscale..")
                    .layer("diffusion")
                    .definedBy(ENGINE + ".diffusion..")
                    .layer("noise")
                    .definedBy(ENGINE + ".noise..")
                    .layer("text")
                    .definedBy(ENGINE + ".text..")
                    .layer("onnx")
                    .definedBy(ENGINE + ".onnx..")
                    .layer("tensor")
                    .definedBy(ENGINE + ".tensor..")
                    .whereLayer("animation")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("video")
                    .mayOnlyBeAccessedByLayers("animation")
                    .whereLayer("pipeline")
                    .mayOnlyBeAccessedByLayers("animation")
                    .whereLayer("picture")
                    .mayOnlyBeAccessedByLayers("animation", "pipeline")
                    .whereLayer("sampling")
                    .mayOnlyBeAccessedByLayers("pipeline")
                    .whereLayer("vae")
                    .mayOnlyBeAccessedByLayers("pipeline")
                    .whereLayer("upscale")
                    .mayOnlyBeAccessedByLayers("pipeline")
                    .whereLayer("diffusion")
                    .mayOnlyBeAccessedByLayers("pipeline", "sampling")
                    .whereLayer("noise")
                    .mayOnlyBeAccessedByLayers("animation", "pipeline", "sampling")
                    .whereLayer("text")
                    .mayOnlyBeAccessedByLayers("pipeline", "diffusion")
                    .whereLayer("onnx")
                    .mayOnlyBeAccessedByLayers(
                            "animation", "pipeline", "vae", "upscale", "diffusion", "text");

    @ArchTest
    static final ArchRule formatsKnowNetworksAndNetworksKnowHowToWriteGraphs =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("library")
                    .definedBy("studio.easel.models")
                    .layer("format")
                    .definedBy("studio.easel.models.format..")
                    .layer("convert")
                    .definedBy("studio.easel.models.convert..")
                    .layer("graph")
                    .definedBy("studio.easel.models.graph..")
                    .whereLayer("library")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("format")
                    .mayOnlyBeAccessedByLayers("library")
                    .whereLayer("convert")
                    .mayOnlyBeAccessedByLayers("format");

    @ArchTest
    static final ArchRule theNounsImportNothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage(ENGINE)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("studio.easel..").and(not(resideInAPackage(ENGINE))));

    @ArchTest
    static final ArchRule theEngineKnowsNoFileFormatNoWindowAndNoCommandLine =
            noClasses()
                    .that()
                    .resideInAPackage("studio.easel.engine..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "com.fasterxml..",
                            "javafx..",
                            "java.awt..",
                            "javax.imageio..",
                            "picocli..");

    @ArchTest
    static final ArchRule noScreenKnowsAnother =
            slices().matching("studio.easel.app.(generate|browse|jobs|animate|shelf)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    /** Screens stand on the picture area. */
    @ArchTest
    static final ArchRule theCanvasKnowsNoScreen =
            noClasses()
                    .that()
                    .resideInAPackage("studio.easel.app.canvas..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "studio.easel.app.generate..",
                            "studio.easel.app.gallery..",
                            "studio.easel.app.animate..",
                            "studio.easel.app.browse..",
                            "studio.easel.app.jobs..",
                            "studio.easel.app.library..");

    @ArchTest
    static final ArchRule theCommandLineKnowsNoScreen =
            noClasses()
                    .that()
                    .resideInAnyPackage("studio.easel.app.cli..", "studio.easel.app.files..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SCREENS);

    @ArchTest
    static final ArchRule noScreenKnowsTheCommandLine =
            noClasses()
                    .that()
                    .resideInAnyPackage(SCREENS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("studio.easel.app.cli..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule filesKnowNoCommandLine =
            noClasses()
                    .that()
                    .resideInAPackage("studio.easel.app.files..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("studio.easel.app.cli..");

    @ArchTest
    static final ArchRule onlyTheWindowKnowsJavaFx =
            noClasses()
                    .that(
                            not(resideInAPackage("studio.easel.app"))
                                    .and(not(resideInAnyPackage(SCREENS))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javafx..", "atlantafx..");

    @ArchTest
    static final ArchRule onlyTheOnnxRoomKnowsTheRuntime =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ENGINE + ".onnx..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule oneWayToLog =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule nobodyReadsSerialisedObjects =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.io.ObjectInputStream");

    /**
     * Nothing is fetched: a download, when there is one, has a room of its own. A URL may name
     * something in our own jar, as style sheets need it, but nobody opens one.
     */
    @ArchTest
    static final ArchRule nobodyOpensAConnection =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("studio.easel.models.download..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "java\\.net\\.(?!URI$|URISyntaxException$|URL$).*|java\\.nio\\.channels\\..*Socket.*")
                    .orShould()
                    .callMethod(URL.class, "openStream")
                    .orShould()
                    .callMethod(URL.class, "openConnection")
                    .orShould()
                    .callMethod(URL.class, "getContent");

    /** A method lives in the class whose noun it concerns. */
    @ArchTest
    static final ArchRule noDrawerForEverything =
            classes()
                    .should()
                    .haveNameNotMatching(
                            "(?i).*\\.(utils?|common|helpers?|managers?|impl|base)\\..*"
                                    + "|(?-i).*(Util|Utils|Common|Helper|Helpers|Manager|Impl|Base)([.$A-Z].*)?");
}
