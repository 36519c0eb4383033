package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void shouldShareTheTimeBetweenTheAddresses() {
    assertFalse(new Contact(HOUR, 1).isHopeless(Duration.ofMinutes(50)));
    assertTrue(new Contact(HOUR, 1).isHopeless(Duration.ofMinutes(61)));
    assertTrue(new Contact(HOUR, 2).isHopeless(Duration.ofMinutes(31)));
  }

  @Test
  void shouldNotGiveUpOnceAServerWasReached() {
    Contact contact = new Contact(HOUR, 1);
    contact.made();
    contact.next();
    assertFalse(contact.isHopeless(Duration.ofDays(1)));
  }

  @Test
  void shouldEndWithinTenSecondsByDefault() {
    DownloadSettings settings = DownloadSettings.DEFAULT;
    // The last attempt that is begun ends before that, since it is counted in; a second address
    // gets one attempt in any case.
    assertTrue(settings.offline().compareTo(Duration.ofSeconds(10)) < 0);
    assertTrue(settings.connect().multipliedBy(2).compareTo(Duration.ofSeconds(10)) < 0);
  }
}
