internal import CPCRE2

/// A regular expression for paths, compiled to machine code where the platform allows it.
///
/// It is anchored at the start and works on bytes; `$` is only the very end. Patterns cannot switch to UTF mode and are
/// limited in length and nesting, so compiling one is bounded, too.
@safe
final class PathRegex {
    /// The longest pattern in bytes.
    static let longestPattern = 2_048
    private static let deepestNesting: UInt32 = 64

    private let code: OpaquePointer

    init(_ pattern: String) throws(RegexProblem) {
        let bytes = Array(pattern.utf8)
        guard bytes.count <= Self.longestPattern else {
            throw RegexProblem(
                message: "the expression is longer than \(Self.longestPattern) bytes", offset: Self.longestPattern)
        }
        guard let context = unsafe pcre2_compile_context_create_8(nil) else { throw Self.outOfMemory }
        defer { unsafe pcre2_compile_context_free_8(context) }
        unsafe pcre2_set_parens_nest_limit_8(context, Self.deepestNesting)
        var error: Int32 = 0
        var offset = 0
        let options = PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &error, &offset, context)
        }
        guard let compiled = unsafe compiled else {
            throw RegexProblem(message: Self.message(error), offset: min(offset, bytes.count))
        }
        unsafe self.code = compiled
        // Without machine code the interpreter does the same under the same limits.
        _ = unsafe pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
    }

    deinit { unsafe pcre2_code_free_8(self.code) }

    /// Matches the path from its start within the limits of `matcher`.
    func match(_ path: Span<UInt8>, with matcher: RegexMatcher) -> RegexMatcher.Outcome {
        unsafe matcher.match(self.code, path)
    }

    private static let outOfMemory = RegexProblem(message: "not enough memory", offset: 0)

    private static func message(_ error: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
        }
        return length > 0 ? String(decoding: text[..<Int(length)], as: UTF8.self) : "error \(error)"
    }
}

@available(*, unavailable)
extension PathRegex: Sendable {}
