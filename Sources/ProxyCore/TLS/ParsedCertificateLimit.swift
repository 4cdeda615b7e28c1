/// How many certificates a worker keeps parsed, of those that the process keeps opened.
///
/// Parsed, an ECDSA certificate with its key takes six times as much as opened, and every worker parses its own. So it is
/// not their number that is bounded, but what all workers together take for each that is opened (docs/decisions/0018).
struct ParsedCertificateLimit {
    /// What a worker keeps of however few: below it there is nothing to be saved.
    static let minimum = 16
    /// No worker keeps more, however many are opened.
    static let maximum = 1_000
    /// How many are parsed, in all workers, for each hundred that are opened.
    static let parsedPerHundred = 75

    private let workers: Int

    init(workers: Int) {
        self.workers = max(1, workers)
    }

    /// The number for one worker while so many are opened.
    func capacity(opened: Int) -> Int {
        let share = opened * Self.parsedPerHundred / (100 * workers)
        return min(Self.maximum, max(Self.minimum, share))
    }
}
