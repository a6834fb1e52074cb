package io.millrace.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cut of the system, beyond what the modules' own poms forbid. */
class ModuleBoundariesTest {
    private static final JavaClasses MILLRACE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.millrace");

    @Test
    void shouldKeepDecisionsFreeOfFlink() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.sequence..", "io.millrace.learner..")
                .and()
                .resideOutsideOfPackages("io.millrace.sequence.flink..", "io.millrace.learner.flink..")
                .and()
                .doNotHaveFullyQualifiedName("io.millrace.learner.exchange.Routing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .because("decisions are plain Java, tested without Flink")
                .check(MILLRACE);
    }

    @Test
    void shouldTakeOnlyKeyGroupArithmeticFromFlinkForRouting() {
        classes()
                .that()
                .haveFullyQualifiedName("io.millrace.learner.exchange.Routing")
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java..", "io.millrace..")
                        .or(JavaClass.Predicates.assignableTo("org.apache.flink.runtime.state.KeyGroupRange"))
                        .or(JavaClass.Predicates.assignableTo(
                                "org.apache.flink.runtime.state.KeyGroupRangeAssignment")))
                .because("shards are Flink's own key groups, and nothing else of Flink is needed to know them")
                .check(MILLRACE);
    }

    @Test
    void shouldKeepKafkasServerInsideTheEmbeddedBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.pipeline.broker")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "scala..", "org.apache.kafka.server..", "org.apache.kafka.metadata..")
                .because("the broker's classes are not an interface: any release of Kafka may change them")
                .check(MILLRACE);
    }

    @Test
    void shouldKeepTheModelAndTheContractsFreeOfFlinkAndKafka() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.model..", "io.millrace.schemas..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
                .because("they are read on both sides of every topic, in training and in serving")
                .check(MILLRACE);
    }

    @Test
    void shouldLetNothingDependOnThePipeline() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.pipeline..")
                .because("it puts the other modules together")
                .check(MILLRACE);
    }

    @Test
    void shouldHaveNoCyclesBetweenModules() {
        slices().matching("io.millrace.(*)..").should().beFreeOfCycles().check(MILLRACE);
    }

    @Test
    void shouldHaveNoCyclesBetweenThePackagesOfAModule() {
        // Its root, where the configuration and what puts the packages together live, is above them all.
        slices().matching("io.millrace.(*).(*)..").should().beFreeOfCycles().check(MILLRACE);
    }
}
