// Reads a calendar with Mozilla's parser, strictly, and says as JSON what stands in it. Instants are computed with the
// zones that the calendar itself describes.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

ICAL.design.strict = true;
const text = readFileSync(0, "utf8");
const parsed = ICAL.parse(text);
const calendar = new ICAL.Component(parsed);
ICAL.TimezoneService.reset();
const zones = calendar.getAllSubcomponents("vtimezone").map((zone) => {
  ICAL.TimezoneService.register(zone);
  return zone.getFirstPropertyValue("tzid");
});
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component, { strictExceptions: true });
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    location: event.location,
    url: component.getFirstPropertyValue("url"),
    status: component.getFirstPropertyValue("status"),
    zone: event.startDate.zone?.tzid ?? null,
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
  };
});
process.stdout.write(JSON.stringify({ name: calendar.getFirstPropertyValue("x-wr-calname"), zones, events }));
