package io.millrace.pipeline.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerBoundaryTest {
    private static final JavaClasses PIPELINE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.millrace.pipeline");

    @Test
    void shouldKeepKafkasServerToItself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.pipeline.broker")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "scala..", "org.apache.kafka.server..", "org.apache.kafka.metadata..")
                .because("the broker's classes are not an interface: any release of Kafka may change them")
                .check(PIPELINE);
    }
}
