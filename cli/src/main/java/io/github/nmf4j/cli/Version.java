package io.github.nmf4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** This program's version and that of the JDK it runs on. */
public final class Version implements IVersionProvider {

  /** The version of nmf4j. */
  public static String tool() {
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      if (resource == null) {
        throw new IllegalStateException("version.properties is missing in the jar");
      }
      var properties = new Properties();
      properties.load(resource);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of the JDK with its build number. */
  public static String jdk() {
    return System.getProperty("java.runtime.version", Runtime.version().toString());
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "nmf4j " + tool(), "JDK %s, %s".formatted(jdk(), System.getProperty("java.vendor", "unknown"))
    };
  }
}
