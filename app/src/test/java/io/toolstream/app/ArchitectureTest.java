package io.toolstream.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.toolstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule importsPointDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("app")
            .definedBy("io.toolstream.app..")
            .layer("rollout")
            .definedBy("io.toolstream.rollout..")
            .layer("sandbox")
            .definedBy("io.toolstream.sandbox..")
            .layer("learner")
            .definedBy("io.toolstream.learner..")
            .layer("trajectories")
            .definedBy("io.toolstream.trajectories..")
            .layer("policy")
            .definedBy("io.toolstream.policy..")
            .layer("grading")
            .definedBy("io.toolstream.grading..")
            .layer("transport")
            .definedBy("io.toolstream.transport..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rollout")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("sandbox")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("learner")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("trajectories")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("app", "rollout", "learner")
            .whereLayer("grading")
            .mayOnlyBeAccessedByLayers("app", "learner", "trajectories")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("app", "rollout", "sandbox", "learner", "trajectories");

    /// The package of the command line names the commands of the packages below it, which answer through it.
    @ArchTest
    static final ArchRule packagesFormNoCycles = slices().matching("io.toolstream.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAPackage("io.toolstream.app.."), resideInAPackage("io.toolstream.app"));

    @ArchTest
    static final ArchRule kafkaStaysOutOfPolicyGradingAndSchemas = noClasses()
            .that()
            .resideInAnyPackage("io.toolstream.policy..", "io.toolstream.grading..", "io.toolstream.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule tensorsStayInPolicy = noClasses()
            .that()
            .resideOutsideOfPackages("io.toolstream.policy..", "ai.djl..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule schemasDoNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("io.toolstream.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule parquetIsReadWhereDataSetsAre = noClasses()
            .that()
            .resideOutsideOfPackage("io.toolstream.app.data..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hardwood..");

    @ArchTest
    static final ArchRule sqlStaysInReplay = noClasses()
            .that()
            .resideOutsideOfPackage("io.toolstream.replay..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.duckdb..");

    @ArchTest
    static final ArchRule nothingIsPrintedPastTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackages("io.toolstream.broker..", "io.toolstream.boot..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule noJunkDrawers = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..core..",
                    "..helper..",
                    "..misc..",
                    "..shared..",
                    "..base..")
            .orShould()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");

    @ArchTest
    static final ArchRule generatedClassesStayBehindTheCodec = noClasses()
            .that(not(resideInAnyPackage("..codec..", "..avro..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.toolstream.schemas.avro..");

    @ArchTest
    static final ArchRule frameworksStayAtTheRim = noClasses()
            .that()
            .resideOutsideOfPackage("..boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta.inject..", "jakarta.enterprise..");

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule noMutableStatics = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(not(resideInAnyPackage("..avro..")))
            .and()
            .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule everyPackageIsNullMarked =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

    @ArchTest
    static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    /// The rule above sees only packages that have a package-info.
    @Test
    void everyPackageHasAPackageInfo() throws IOException {
        Path root = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."));
        Set<Path> bare = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().contains("src/main/java/io/toolstream"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .forEach(bare::add);
        }
        assertThat(bare).isEmpty();
    }
}
