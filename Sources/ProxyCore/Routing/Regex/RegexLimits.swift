/// How much work one regular expression may do for one path.
///
/// PCRE2 counts differently with and without its compiler: `matches` bounds both, `depth` and `heapKiB` only the
/// interpreter, which is used where the compiler is not available.
package struct RegexLimits: Sendable, Equatable {
    /// Calls of the internal match function.
    package var matches: UInt32 = 10_000
    /// Nested backtracking points of the interpreter.
    package var depth: UInt32 = 1_000
    /// Memory of the interpreter.
    package var heapKiB: UInt32 = 1_024

    /// Every default.
    package init() {}
}
