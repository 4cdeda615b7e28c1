internal import CPSL

/// The Public Suffix List, which says under which names others register theirs; its private part counts, as authorities count it.
///
/// It is the newer one of the list that libpsl was built with and that of the system's package `publicsuffix`, as they are
/// when the process first needs it.
@safe
struct PublicSuffixList: Sendable {
    static let shared = PublicSuffixList()

    // It is never changed and never given back: libpsl only reads it.
    private nonisolated(unsafe) let list: OpaquePointer?

    private init() { unsafe list = psl_latest(nil) }

    /// The shortest name at or above a host that somebody registered; nil for what is a public suffix itself.
    ///
    /// The host is in lower-case A-labels without a final dot. A top-level name that the list does not have is a suffix.
    func registrableDomain(of host: String) -> String? {
        unsafe host.withCString { text in
            // What it returns is a part of the text.
            unsafe psl_registrable_domain(list, text).map { unsafe String(cString: $0) }
        }
    }

    /// Whether the list itself has a host as a suffix; a top-level name that it does not have is none.
    func lists(_ host: String) -> Bool {
        guard let list = unsafe list else { return !host.contains(".") }
        return unsafe host.withCString { text in
            unsafe psl_is_public_suffix2(list, text, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0
        }
    }
}
