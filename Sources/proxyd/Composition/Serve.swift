/// Runs one node until it is told to stop.
func serve(_ settings: Settings) async throws {}
