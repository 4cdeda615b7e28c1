/// What names many parties, who know nothing of each other, register theirs under.
package enum PublicSuffix {
    /// Whether the Public Suffix List has a name, in lower-case A-labels without a final dot: `com`, `co.uk`, `github.io`.
    ///
    /// A top-level name that it does not have, such as `internal`, is somebody's own.
    package static func isListed(_ name: String) -> Bool { PublicSuffixList.shared.lists(name) }
}
