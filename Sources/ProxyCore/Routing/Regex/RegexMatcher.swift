internal import CPCRE2

/// The working memory and the limits for the regular expressions of one worker.
@safe
final class RegexMatcher {
    /// What a match came to.
    enum Outcome: Equatable {
        case noMatch
        /// The expression matched so many bytes from the start.
        case matched(Int)
        /// The limits ended the match before it was decided.
        case limitExceeded
    }

    private let data: OpaquePointer?
    private let context: OpaquePointer?
    private let stack: OpaquePointer?
    private static let smallestStack = 32 * 1_024

    init(_ limits: RegexLimits) {
        // One pair of offsets: groups are never read.
        unsafe self.data = pcre2_match_data_create_8(1, nil)
        unsafe self.context = pcre2_match_context_create_8(nil)
        let largestStack = max(Self.smallestStack, Int(limits.heapKiB) * 1_024)
        unsafe self.stack = pcre2_jit_stack_create_8(Self.smallestStack, largestStack, nil)
        unsafe pcre2_jit_stack_assign_8(self.context, nil, UnsafeMutableRawPointer(self.stack))
        unsafe pcre2_set_match_limit_8(self.context, limits.matches)
        unsafe pcre2_set_depth_limit_8(self.context, limits.depth)
        unsafe pcre2_set_heap_limit_8(self.context, limits.heapKiB)
    }

    deinit {
        unsafe pcre2_match_data_free_8(self.data)
        unsafe pcre2_match_context_free_8(self.context)
        unsafe pcre2_jit_stack_free_8(self.stack)
    }

    fileprivate static let noMatch: Int32 = -1
}

extension RegexMatcher {
    /// Matches `path` from its start with a compiled expression.
    func match(_ code: OpaquePointer, _ path: Span<UInt8>) -> Outcome {
        let result = unsafe path.withUnsafeBufferPointer { bytes in
            unsafe pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, 0, self.data, self.context)
        }
        // 0 says that the pattern has groups for which there was no room; the whole match is there.
        if result >= 0 {
            guard let offsets = unsafe pcre2_get_ovector_pointer_8(self.data) else { return .limitExceeded }
            return .matched(unsafe offsets[1])
        }
        return result == Self.noMatch ? .noMatch : .limitExceeded
    }
}

@available(*, unavailable)
extension RegexMatcher: Sendable {}
