/** Answers what a meter shows, in kWh; a real one would ask the meter. */
export async function readMeter(meter: number): Promise<number> {
  return meter
}

/** Answers the reading as it is to be counted, in kWh. */
export async function checkReading(kwh: number): Promise<number> {
  return kwh
}
