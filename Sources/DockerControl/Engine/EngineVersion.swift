/// A version of the engine's API, such as 1.41.
package struct EngineVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number before the dot.
    package let major: Int
    /// The number behind the dot: 1.9 is older than 1.41.
    package let minor: Int

    /// The versions that this client speaks.
    package static let known = EngineVersion(major: 1, minor: 41)...EngineVersion(major: 1, minor: 52)

    /// Makes a version.
    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Parses `1.41`, also `v1.41`; nil when it is something else.
    package init?(_ text: String) {
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let numbers = parts.compactMap { part in
            (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == 2 else { return nil }
        self.init(major: numbers[0], minor: numbers[1])
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The version to speak with an engine that offers a range: the newest that both know.
    ///
    /// A pinned version is spoken as it is, when the engine has it. Throws `EngineFailure` with the code
    /// `unsupportedVersion` and both ranges in its message.
    package static func negotiated(
        oldest: EngineVersion, newest: EngineVersion, pinned: EngineVersion? = nil
    ) throws(EngineFailure) -> EngineVersion {
        let offer = "the engine offers API \(oldest) to \(newest)"
        if let pinned {
            guard known.contains(pinned) else {
                throw EngineFailure(.unsupportedVersion, "DOCKER_API_VERSION \(pinned) is not one of \(range)")
            }
            guard oldest <= pinned, pinned <= newest else {
                throw EngineFailure(.unsupportedVersion, "DOCKER_API_VERSION is \(pinned), \(offer)")
            }
            return pinned
        }
        let version = min(newest, known.upperBound)
        guard version >= known.lowerBound, version >= oldest else {
            throw EngineFailure(.unsupportedVersion, "\(offer), \(range) is needed")
        }
        return version
    }

    private static var range: String { "\(known.lowerBound) to \(known.upperBound)" }
}
