internal import ProxyModel

/// Something that happened to a service: at its engine, or by what this program does for it.
package struct ServiceEvent: Sendable, Equatable {
    /// Who tells of it.
    package enum Source: String, Sendable, CaseIterable {
        /// The engine, of a container: it may have been this program, or somebody else.
        case engine
        /// This program.
        case proxyd
    }

    /// Who tells of it.
    package var source: Source
    /// One word, such as `die` or `replaced`.
    package var action: String
    /// For people: one line without control characters, of at most 500 bytes; empty = the word says it all.
    package var message: String
    /// When it was heard of, in milliseconds since 1970, by the node that looks after the engine.
    package var at: Int64
    /// The container that it happened to; nil = it concerns none.
    package var containerID: String?
    /// Name of that container.
    package var containerName: String?
    /// Generation of that container.
    package var generation: Int64?
    /// The code that it ended with.
    package var exitCode: Int?

    /// Makes an event of this program; of the message one line is kept.
    package init(_ action: String, _ message: String = "", at: Int64) {
        source = .proxyd
        self.action = action
        self.message = Self.line(message)
        self.at = at
    }

    /// One line of at most 500 bytes: many events are kept, and whoever makes them fail chooses the words.
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        var bytes = 0
        for scalar in (DisplayableText.line(text) ?? "").unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= 500 else { break }
            line.append(scalar)
        }
        return String(line)
    }
}

extension ServiceEvent {
    /// As the store keeps it, with the service that it belongs to: a later one of the same name has other events.
    func storedJSON(ofServiceCreatedAt createdAt: Int64) -> [UInt8] {
        var document: JSONObject = [
            "created_at": .integer(createdAt), "source": .string(source.rawValue), "action": .string(action),
            "message": .string(message), "at": .integer(at),
        ]
        document["container_id"] = containerID.map { .string($0) }
        document["container_name"] = containerName.map { .string($0) }
        document["generation"] = generation.map { .integer($0) }
        document["exit_code"] = exitCode.map { .integer(Int64($0)) }
        return JSONValue.object(document).compactBytes
    }

    /// Reads what the store keeps; nil when it cannot be understood, or belongs to another service of the name.
    init?(storedJSON bytes: [UInt8], ofServiceCreatedAt createdAt: Int64) {
        guard let document = try? JSONValue(parsing: bytes, maximumBytes: 1 << 16),
            document["created_at"]?.integerValue == createdAt, let action = document.wording("action"),
            let source = Source(rawValue: document.text("source")), let at = document["at"]?.integerValue
        else { return nil }
        self.init(action, document.text("message"), at: at)
        self.source = source
        containerID = document.wording("container_id")
        containerName = document.wording("container_name")
        generation = document["generation"]?.integerValue
        exitCode = document.number("exit_code")
    }
}
