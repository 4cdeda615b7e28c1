/// How long to wait after failures in a row.
enum RetrySchedule {
    private static let seconds: [Int64] = [1, 2, 5, 10, 30, 60]
    private static let longest: Int64 = 300

    /// Milliseconds to wait after so many failures, at least 1 of them.
    static func delay(after failures: Int) -> Int64 {
        let index = max(failures, 1) - 1
        return (index < seconds.count ? seconds[index] : longest) * 1_000
    }
}
