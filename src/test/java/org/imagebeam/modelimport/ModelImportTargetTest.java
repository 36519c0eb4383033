package org.imagebeam.modelimport;

import static org.imagebeam.modelimport.ImportFixture.TORCH;
import static org.imagebeam.modelimport.ImportFixture.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a model folder is written, and what is replaced there. */
class ModelImportTargetTest {
  @TempDir private Path temp;
  private ImportFixture imports;

  @BeforeEach
  void nameTheTarget() {
    imports = new ImportFixture(temp);
  }

  @Test
  void shouldNotWriteAmongOtherFiles() throws IOException {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.jpg"), new byte[] {1});
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> new ModelImport(file.toString(), TORCH).writeTo(photos.toString()));
    assertTrue(
        e.getMessage()
            .endsWith(
                "it is a folder of something else, which has 'a.jpg': name a new one for the"
                    + " model"),
        e.getMessage());
  }

  @Test
  void shouldNotHideAModelBehindAModelFolder() throws IOException {
    Path saved = Files.createDirectory(temp.resolve("saved"));
    Files.write(saved.resolve("saved_model.pb"), new byte[] {1});
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    for (Path taken : List.of(saved, imports.checkpoint())) {
      OutputException e =
          assertThrows(
              OutputException.class,
              () -> new ModelImport(file.toString(), TORCH).writeTo(taken.toString()));
      assertEquals(
          "cannot write "
              + taken
              + ": it is a SavedModel or a checkpoint, which the model folder would hide; name"
              + " another folder",
          e.getMessage());
      assertFalse(Files.exists(taken.resolve(ModelFolder.GRAPH)));
    }
  }

  @Test
  void shouldReplaceNoModelThatWasNotImported() throws IOException {
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    Path own = Files.createDirectories(temp.resolve("own"));
    for (String name : List.of(LabelFiles.LABELS, ModelFolder.SPEC, ModelFolder.GRAPH)) {
      Path mine = Files.writeString(own.resolve(name), "{}");
      assertEquals(
          "cannot write "
              + own
              + ": its "
              + name
              + " is from elsewhere than an import, and would be lost: name another folder, or"
              + " delete this one first",
          refusal(file, own));
      assertEquals("{}", Files.readString(mine));
      Files.delete(mine);
    }
    Files.writeString(own.resolve("README"), "of another file nothing is lost");
    new ModelImport(file.toString(), TORCH).writeTo(own.toString());
    new ModelImport(file.toString(), TORCH).writeTo(own.toString());
    Files.writeString(own.resolve(LabelFiles.LABELS), "a\nb\nc\nd\ne\n");
    assertEquals(
        "cannot write "
            + own
            + ": its labels.txt was changed since it was imported, and would be lost: name another"
            + " folder, or delete this one first",
        refusal(file, own));
    assertEquals("a\nb\nc\nd\ne\n", Files.readString(own.resolve(LabelFiles.LABELS)));
  }

  @Test
  void shouldReplaceWhatAKilledImportLeft() throws IOException {
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    ImportRecord.begin(imports.folder(), Set.of(LabelFiles.LABELS));
    Files.writeString(Path.of(imports.folder(), LabelFiles.LABELS), "half a fi");
    imports.importTo(file, TORCH);
    assertEquals("class 4", LabelFiles.read(imports.imported()).label(4).words());
    ImportRecord.requireOwn(imports.folder());
  }

  private static String refusal(Path source, Path folder) {
    return assertThrows(
            OutputException.class,
            () -> new ModelImport(source.toString(), TORCH).writeTo(folder.toString()))
        .getMessage();
  }
}
