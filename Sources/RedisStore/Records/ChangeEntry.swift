internal import ProxyModel

/// One entry of the change stream.
struct ChangeEntry: Equatable {
    /// The tips before and after the commit.
    let from: String
    let tip: String
    /// nil when the changes were too many for the stream: load everything anew.
    let changes: [Change]?
    let revision: Revision

    /// Reads an entry as `XREAD` and `XRANGE` answer it; throws `StoreFailure.corrupt`.
    init(_ reply: RedisReply) throws(StoreFailure) {
        guard let parts = reply.elements, parts.count == 2, let id = parts[0].text, let fields = parts[1].elements,
            let revision = id.split(separator: "-").first.flatMap({ Revision($0) }), fields.count % 2 == 0
        else { throw .corrupt("\(RedisKeys.changes): an entry is not of the expected form") }
        var from = ""
        var tip = ""
        var changes: [Change]? = []
        for index in stride(from: 0, to: fields.count, by: 2) {
            guard let name = fields[index].text, let value = fields[index + 1].bytes else { continue }
            switch name {
            case "from": from = String(decoding: value, as: UTF8.self)
            case "tip": tip = String(decoding: value, as: UTF8.self)
            case "reload": changes = nil
            default: changes?.append(try Self.change(name, value))
            }
        }
        self.revision = revision
        self.from = from
        self.tip = tip
        self.changes = changes
    }

    private static func change(_ name: String, _ value: [UInt8]) throws(StoreFailure) -> Change {
        let parts = name.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let kind = RecordKind(rawValue: String(parts[1])) else {
            throw .corrupt("\(RedisKeys.changes): the field '\(name)' is not known")
        }
        switch parts[0] {
        case "put": return .put(try StoredRecord.decode(value, kind: kind, id: parts[2]).0)
        case "delete": return .delete(RecordKey(kind, String(parts[2])))
        default: throw .corrupt("\(RedisKeys.changes): the field '\(name)' is not known")
        }
    }
}
