/// How long to wait after failed attempts.
package enum IssuanceBackoff {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 60 * minute
    private static let delays: [Int64] =
        [1, 2, 5, 10, 20, 30].map { $0 * minute } + [1, 1, 1, 2, 2, 3, 3, 6, 6, 12, 24].map { $0 * hour }
    /// The longest wait, in milliseconds.
    static let longest: Int64 = 27 * hour
    /// A certificate that ends soon is tried for at least this often.
    private static let cap = 10 * minute

    /// The milliseconds after so many failures in a row: minutes, then hourly to daily, up to a tenth longer by chance.
    ///
    /// `remaining` is what is left of the certificate at hand: a tenth of it is the longest wait, but not less than ten
    /// minutes; nil = there is none that serves.
    package static func delay(
        afterFailures failures: Int, remaining: Int64?, using random: inout some RandomNumberGenerator
    ) -> Int64 {
        let delay = delays[min(max(failures, 1), delays.count) - 1]
        let spread = delay + Int64.random(in: 0...(delay / 10), using: &random)
        guard let remaining, remaining > 0 else { return spread }
        return min(spread, max(remaining / 10, cap))
    }
}
