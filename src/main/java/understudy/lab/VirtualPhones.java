package understudy.lab;

import understudy.http.Line;
import understudy.mfa.Devices;

/**
 * All that virtual phones are made of.
 *
 * @param drawer where they lie
 * @param box where their pushes arrive
 * @param line to the device API, which they call
 * @param devices which knows how a push stands
 */
public record VirtualPhones(PhoneDrawer drawer, PushBox box, Line line, Devices devices) {}
