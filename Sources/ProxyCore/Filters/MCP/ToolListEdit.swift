internal import ProxyModel

/// What becomes of content that may hold a list of tools.
enum ToolListEdit: Equatable {
    /// There is nothing to take out.
    case untouched
    case edited([UInt8])
    /// There may be a list in it, but it cannot be read for certain.
    case unreadable

    /// Takes out of each result the tools that are not shown, and makes what is left private to who asked; everything else
    /// stays as it was written.
    static func of(_ content: [UInt8], shows: (String) -> Bool) -> ToolListEdit {
        guard self.mayHoldList(content) else { return .untouched }
        guard let json = try? JSONValue(parsing: content, keepsLargeNumbers: true) else { return .unreadable }
        let text = JSONRanges(content)
        var edit = TextEdit(content)
        if case .array(let messages) = json {
            for (message, range) in zip(messages, text.elements(in: 0..<content.count)) {
                self.edit(message, text, range, &edit, shows)
            }
        } else {
            self.edit(json, text, 0..<content.count, &edit, shows)
        }
        return edit.isEmpty ? .untouched : .edited(edit.result)
    }

    private static func edit(
        _ json: JSONValue, _ text: JSONRanges, _ range: Range<Int>, _ edit: inout TextEdit, _ shows: (String) -> Bool
    ) {
        guard let message = json.objectValue, let result = message["result"]?.objectValue,
            let tools = result["tools"]?.arrayValue, let whole = text.value(of: "result", of: message, in: range),
            let list = text.value(of: "tools", of: result, in: whole)
        else { return }
        let isShown = tools.map { $0["name"]?.stringValue.map(shows) ?? false }
        if isShown.contains(false) { edit.keep(isShown, of: text.elements(in: list)) }
        // Revisions that know caches say how long and for whom; nobody else may get this list.
        let mayBeCached = result["cacheScope"] != nil || result["ttlMs"] != nil
        guard mayBeCached, result["cacheScope"] != "private" else { return }
        if let scope = text.value(of: "cacheScope", of: result, in: whole) {
            edit.replace(scope, by: "\"private\"")
        } else {
            let start = text.start(of: whole) + 1
            edit.replace(start..<start, by: "\"cacheScope\":\"private\",")
        }
    }

    /// Whether a member is called `tools`: as such, or spelled with escapes.
    static func mayHoldList(_ content: [UInt8]) -> Bool {
        var index = 0
        while index < content.count {
            switch content[index] {
            case UInt8(ascii: "\""): if self.namesList(content[(index + 1)...]) { return true }
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            index += 1
        }
        return false
    }

    private static let name = Array("tools".utf8)
    private static let escapes = ["\\u0074", "\\u006f", "\\u006f", "\\u006c", "\\u0073"].map { Array($0.utf8) }

    /// Whether the rest of the name, its quote and a colon come first.
    private static func namesList(_ content: ArraySlice<UInt8>) -> Bool {
        var rest = content
        for index in self.name.indices {
            if rest.first == self.name[index] {
                rest = rest.dropFirst()
            } else if self.begins(rest, with: self.escapes[index]) {
                rest = rest.dropFirst(6)
            } else {
                return false
            }
        }
        guard rest.popFirst() == UInt8(ascii: "\"") else { return false }
        return rest.first { $0 > 0x20 } == UInt8(ascii: ":")
    }

    /// Whether an escape comes first, its digits small or capital (RFC 8259 §7).
    private static func begins(_ content: ArraySlice<UInt8>, with escape: [UInt8]) -> Bool {
        guard content.count >= 6, content.prefix(2).elementsEqual(escape.prefix(2)) else { return false }
        return zip(content.dropFirst(2), escape.dropFirst(2)).allSatisfy { digit, expected in
            digit == expected || expected >= UInt8(ascii: "a") && digit == expected - 0x20
        }
    }
}
