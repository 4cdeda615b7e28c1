internal import ProxyModel

/// What becomes of content that may hold a list of tools.
enum ToolListEdit: Equatable {
    /// There is nothing to take out.
    case untouched
    case edited([UInt8])
    /// There may be a list in it, but it cannot be read for certain.
    case unreadable

    /// Takes out of each result the tools that are not shown, and makes what is left private to who asked.
    static func of(_ content: [UInt8], shows: (String) -> Bool) -> ToolListEdit {
        guard self.mayHoldList(content) else { return .untouched }
        guard let json = try? JSONValue(parsing: content) else { return .unreadable }
        var isEdited = false
        let edited: JSONValue
        if case .array(let messages) = json {
            edited = .array(messages.map { self.message($0, &isEdited, shows) })
        } else {
            edited = self.message(json, &isEdited, shows)
        }
        return isEdited ? .edited(edited.compactBytes) : .untouched
    }

    private static func message(_ json: JSONValue, _ isEdited: inout Bool, _ shows: (String) -> Bool) -> JSONValue {
        guard var message = json.objectValue, var result = message["result"]?.objectValue,
            let tools = result["tools"]?.arrayValue
        else { return json }
        let shown = tools.filter { $0["name"]?.stringValue.map(shows) ?? false }
        if shown.count < tools.count {
            result["tools"] = .array(shown)
            isEdited = true
        }
        // Revisions that know caches say how long and for whom; nobody else may get this list.
        let mayBeCached = result["cacheScope"] != nil || result["ttlMs"] != nil
        if mayBeCached, result["cacheScope"] != "private" {
            result["cacheScope"] = "private"
            isEdited = true
        }
        message["result"] = .object(result)
        return .object(message)
    }

    /// Whether a member can be called `tools`: as such, or spelled with escapes.
    static func mayHoldList(_ content: [UInt8]) -> Bool {
        let name = Array("\"tools\"".utf8)
        var index = 0
        while index < content.count {
            switch content[index] {
            case UInt8(ascii: "\""):
                if content.count - index >= name.count, content[index..<(index + name.count)].elementsEqual(name) {
                    return true
                }
            case UInt8(ascii: "\\"):
                if index + 1 < content.count, content[index + 1] == UInt8(ascii: "u") { return true }
                index += 1
            default: break
            }
            index += 1
        }
        return false
    }
}
