package io.github.nmf4j.opencl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Compiled kernels on disk, one file each: magic, SHA-256 of the binary, the binary. Files appear
 * whole or not at all, so that processes can share the folder; a file that is not what it should be
 * counts as absent. A folder that cannot be used costs time, never an error.
 */
final class BinaryCache {

  private static final System.Logger LOG = System.getLogger(BinaryCache.class.getName());
  private static final byte[] MAGIC = "nmf4jcl1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;

  private final Optional<Path> folder;

  /** A cache in this folder, or none. */
  BinaryCache(Optional<Path> folder) {
    this.folder = folder;
  }

  /** Whether there is a folder to keep binaries in. */
  boolean isOn() {
    return folder.isPresent();
  }

  /** The name under which a binary is kept: a hash of everything that it depends on. */
  static String key(List<String> dependencies) {
    MessageDigest digest = sha256();
    for (String dependency : dependencies) {
      byte[] bytes = dependency.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  Optional<byte[]> get(String key) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.get().resolve(key + ".bin");
    try {
      byte[] content = Files.readAllBytes(file);
      int header = MAGIC.length + DIGEST_BYTES;
      if (content.length > header) {
        byte[] binary = Arrays.copyOfRange(content, header, content.length);
        if (Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
            && Arrays.equals(
                content, MAGIC.length, header, sha256().digest(binary), 0, DIGEST_BYTES)) {
          return Optional.of(binary);
        }
      }
      LOG.log(Level.DEBUG, "{0} is damaged: compiling again", file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} cannot be read: {1}", file, e);
    }
    return Optional.empty();
  }

  void put(String key, byte[] binary) {
    if (folder.isEmpty() || binary.length == 0) {
      return;
    }
    try {
      Files.createDirectories(folder.get());
      Path beside = Files.createTempFile(folder.get(), key, ".tmp");
      try {
        Files.write(beside, content(binary));
        Files.move(beside, folder.get().resolve(key + ".bin"), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} cannot be written: {1}", folder.get(), e);
    }
  }

  private static byte[] content(byte[] binary) {
    return ByteBuffer.allocate(MAGIC.length + DIGEST_BYTES + binary.length)
        .put(MAGIC)
        .put(sha256().digest(binary))
        .put(binary)
        .array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
