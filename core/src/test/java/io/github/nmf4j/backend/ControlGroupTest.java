package io.github.nmf4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {

  private static final List<String> SECOND = List.of("0::/user/job");
  private static final List<String> FIRST =
      List.of("3:cpuset:/", "2:cpu,memory:/docker/abc", "1:name=systemd:/", "0::/");

  private Path root = Path.of("");

  @BeforeEach
  void begin(@TempDir Path folder) {
    root = folder;
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private long available(List<String> memberships) {
    return ControlGroup.of(root, memberships).availableBytes();
  }

  @Test
  void withoutGroupsOrLimitsThereIsNoLimit() throws IOException {
    assertEquals(Long.MAX_VALUE, available(List.of()));
    assertEquals(Long.MAX_VALUE, available(SECOND));
    write("user/job/memory.max", "max\n");
    write("user/job/memory.current", "1000\n");
    assertEquals(Long.MAX_VALUE, available(SECOND));
    write("memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
    write("memory/docker/abc/memory.usage_in_bytes", "1000\n");
    assertEquals(Long.MAX_VALUE, available(FIRST));
  }

  @Test
  void cachedFilesCountAsAvailable() throws IOException {
    write("user/job/memory.max", "1000\n");
    write("user/job/memory.current", "900\n");
    assertEquals(100, available(SECOND));
    write("user/job/memory.stat", "anon 90\nfile 810\ninactive_file 500\nactive_file 300\n");
    assertEquals(900, available(SECOND));
    write("user/job/memory.current", "700\n"); // read at another moment than the rest
    assertEquals(1000, available(SECOND));
  }

  @Test
  void theTightestOfNestedGroupsCounts() throws IOException {
    write("user/job/memory.max", "1000\n");
    write("user/job/memory.current", "100\n");
    write("user/memory.max", "2000\n");
    write("user/memory.current", "1700\n");
    assertEquals(300, available(SECOND));
    write("user/memory.current", "2500\n"); // above a limit that was lowered
    assertEquals(0, available(SECOND));
  }

  @Test
  void theFirstVersionHasOtherNames() throws IOException {
    write("memory/docker/abc/memory.limit_in_bytes", "1000\n");
    write("memory/docker/abc/memory.usage_in_bytes", "900\n");
    write(
        "memory/docker/abc/memory.stat",
        "inactive_file 1\nactive_file 1\ntotal_inactive_file 400\ntotal_active_file 200\n");
    assertEquals(700, available(FIRST));
  }

  @Test
  void aContainerSeesItsOwnGroupWhereThePathIsTheHosts() throws IOException {
    write("memory/memory.limit_in_bytes", "1000\n");
    write("memory/memory.usage_in_bytes", "400\n");
    assertEquals(600, available(FIRST));
    write("memory.max", "800\n");
    write("memory.current", "500\n");
    assertEquals(300, available(List.of("0::/../host/path")));
    assertEquals(300, available(List.of("0::/")));
  }

  @Test
  void thisMachineHasSome() {
    assertTrue(HostMemory.availableBytes() > 0);
    assertTrue(HostMemory.totalBytes() >= HostMemory.availableBytes());
  }
}
