internal import ProxyModel

/// How an image is built.
package struct BuildOptions: Sendable {
    /// The name that it gets.
    package var name: ImageReference
    /// The Dockerfile's path in the context.
    package var dockerfile = "Dockerfile"
    /// Values of the Dockerfile's arguments; they can be read in the image's history.
    package var arguments: [String: String] = [:]
    /// Labels of the image.
    package var labels: [String: String] = [:]
    /// Whether the steps may use the network.
    package var hasNetwork = true
    /// Whether newer base images are asked for.
    package var pulls = false
    /// Bytes of memory that a step may use.
    package var memoryBytes: UInt64 = 2 << 30
    /// Until the whole context is taken and the first step begins.
    package var deadline = Duration.seconds(600)
    /// Until the image is there.
    package var overallDeadline = Duration.seconds(3_600)

    /// Builds with every default.
    package init(name: ImageReference) { self.name = name }

    var query: [(name: String, value: String)] {
        // The first version reads the file as it is, without a frontend that the file itself names.
        var query = [
            ("version", "1"), ("t", name.description), ("dockerfile", dockerfile), ("rm", "true"), ("forcerm", "true"),
            ("buildargs", JSONValue(texts: arguments).compactText), ("labels", JSONValue(texts: labels).compactText),
            ("memory", String(memoryBytes)), ("memswap", String(memoryBytes)),
        ]
        if !hasNetwork { query.append(("networkmode", "none")) }
        if pulls { query.append(("pull", "true")) }
        return query.map { (name: $0.0, value: $0.1) }
    }
}
