package io.github.nmf4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may use what in the engine. */
final class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.nmf4j");

  @Test
  void coreIsFreeOfVectorsLinkersAndJson() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk.incubator..", "tools.jackson..", "com.fasterxml..", "picocli..")
        .check(CORE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(CORE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
        .check(CORE);
  }

  @Test
  void solversKnowOnlyTheSeam() {
    noClasses()
        .that()
        .resideInAPackage("..solver..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..backend.reference..", "io.github.nmf4j.io..")
        .check(CORE);
  }

  @Test
  void theSeamKnowsNoSolver() {
    noClasses()
        .that()
        .resideInAPackage("..backend..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..solver..", "..init..", "io.github.nmf4j.io..")
        .check(CORE);
  }

  @Test
  void matricesKnowNothingElse() {
    classes()
        .that()
        .resideInAPackage("..matrix..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("..matrix..", "java..", "org.jspecify..")
        .check(CORE);
  }

  @Test
  void packagesBelowTheEntryPointHaveNoCycles() {
    slices().matching("io.github.nmf4j.(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CORE);
  }
}
