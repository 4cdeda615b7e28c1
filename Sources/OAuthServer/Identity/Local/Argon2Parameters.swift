/// What a password hash costs, and how its encoded form says so (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`).
package struct Argon2Parameters: Sendable, Equatable {
    /// KiB.
    package var memory: UInt32
    /// Passes over the memory.
    package var passes: UInt32
    /// Degree of parallelism.
    package var lanes: UInt32

    /// The least that OWASP recommends; about 55 ms on one core.
    package static let standard = Argon2Parameters(memory: 19_456, passes: 2, lanes: 1)

    /// More than this is not computed: a record that somebody wrote must not stop the machine.
    private static let limit = Argon2Parameters(memory: 1 << 18, passes: 16, lanes: 8)

    /// Makes parameters.
    package init(memory: UInt32, passes: UInt32, lanes: UInt32) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// Reads the parameters of an encoded argon2id hash; nil when it is none, or when it costs too much.
    init?(encoded: String) {
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19", !parts[4].isEmpty,
            !parts[5].isEmpty
        else { return nil }
        let costs = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard costs.count == 3, let memory = Self.number(costs[0], "m="), let passes = Self.number(costs[1], "t="),
            let lanes = Self.number(costs[2], "p="), memory <= Self.limit.memory, passes <= Self.limit.passes,
            lanes <= Self.limit.lanes
        else { return nil }
        self.init(memory: memory, passes: passes, lanes: lanes)
    }

    private static func number(_ text: Substring, _ prefix: String) -> UInt32? {
        text.hasPrefix(prefix) ? UInt32(text.dropFirst(prefix.count)) : nil
    }
}
