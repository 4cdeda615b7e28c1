/// How much work one regular expression may do for one path.
///
/// PCRE2 counts differently with and without its compiler: `matches` and `heapKiB` bound both, `depth` only the
/// interpreter, which is used where the compiler is not available. The defaults stop a hostile path after some 150 µs and
/// let honest expressions match the longest paths.
package struct RegexLimits: Sendable, Equatable {
    /// Steps of the matcher.
    package var matches: UInt32 = 100_000
    /// Nested backtracking points of the interpreter.
    package var depth: UInt32 = 10_000
    /// Memory for backtracking.
    package var heapKiB: UInt32 = 1_024

    /// Every default.
    package init() {}
}
