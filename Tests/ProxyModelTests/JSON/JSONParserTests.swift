import ProxyModel
import Testing

@Suite struct JSONParserTests {
    static let accepted: [(String, JSONValue)] = [
        ("null", nil), ("true", true), (" false ", false), ("0", 0), ("-0", 0), ("42", 42), ("-7", -7),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("1.5", 1.5), ("1e3", .number(1000)), ("1E-2", .number(0.01)), ("-0.25e+1", .number(-2.5)),
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u00e4\uD83D\uDE00""#, "ä😀"), ("\"\u{7F}\"", "\u{7F}"),
        ("[]", []), ("[1, [2] ,{}]", [1, [2], [:]]), ("{}", [:]),
        (#"{ "b" : 1 , "a" : [null] }"#, ["b": 1, "a": [nil]]),
    ]

    @Test(arguments: accepted) func `accepts`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    static let refused: [(String, JSONProblem.Reason)] = [
        ("", .unexpectedEnd), (" ", .unexpectedEnd), ("nul", .unexpectedEnd), ("nulL", .unexpectedByte),
        ("1 2", .trailingBytes), ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte), ("[1 2]", .unexpectedByte),
        ("[1", .unexpectedEnd), ("{", .unexpectedEnd), (#"{"a"}"#, .unexpectedByte), (#"{"a":}"#, .unexpectedByte),
        (#"{"a":1,}"#, .unexpectedByte), ("{a:1}", .unexpectedByte), ("'a'", .unexpectedByte), ("NaN", .unexpectedByte),
        ("+1", .unexpectedByte), ("01", .invalidNumber), ("-", .unexpectedEnd), ("-a", .invalidNumber),
        ("1.", .unexpectedEnd), ("1.e1", .invalidNumber), ("1e", .unexpectedEnd), ("1e+x", .invalidNumber),
        (".5", .unexpectedByte), ("9223372036854775808", .numberOutOfRange), ("1e400", .numberOutOfRange),
        ("-9223372036854775809", .numberOutOfRange), ("99999999999999999999999", .numberOutOfRange),
        ("\"\n\"", .controlCharacter), ("\"\\\n\"", .invalidEscape), (#""\x""#, .invalidEscape),
        (#""\u12G4""#, .invalidEscape), (#""\u12"#, .unexpectedEnd), (#""\uD83D""#, .loneSurrogate),
        (#""\uDE00""#, .loneSurrogate), (#""\uD83D\u0041""#, .loneSurrogate), (#""a"#, .unexpectedEnd),
        (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1,"\u0061":2}"#, .duplicateName),
        ("\u{FEFF}1", .unexpectedByte), ("// c\n1", .unexpectedByte),
    ]

    @Test(arguments: refused) func `refuses`(text: String, reason: JSONProblem.Reason) {
        #expect { try JSONValue(parsing: Array(text.utf8)) } throws: { ($0 as? JSONProblem)?.reason == reason }
    }

    @Test func `refuses bytes that are not UTF-8`() {
        for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]] {
            #expect { try JSONValue(parsing: bytes) } throws: { ($0 as? JSONProblem)?.reason == .invalidUTF8 }
        }
    }

    @Test func `bounds depth and size`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue(parsing: Array(deep.utf8))
        #expect { try JSONValue(parsing: Array(("[" + deep + "]").utf8)) } throws: {
            ($0 as? JSONProblem)?.reason == .tooDeep
        }
        #expect { try JSONValue(parsing: Array("[1,2,3]".utf8), maximumBytes: 6) } throws: {
            ($0 as? JSONProblem)?.reason == .tooLarge
        }
    }

    @Test func `finds a repeated name among many`() {
        let members = (0..<40).map { "\"n\($0)\":0" } + ["\"n17\":1"]
        #expect { try JSONValue(parsing: Array("{\(members.joined(separator: ","))}".utf8)) } throws: {
            ($0 as? JSONProblem)?.reason == .duplicateName
        }
    }

    @Test func `no prefix and no changed byte of a text traps`() {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e4\ud83d\ude00\n",true,null],"b":{"c":""}}"#.utf8)
        for end in 0..<text.count { _ = try? JSONValue(parsing: Array(text[..<end])) }
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                _ = try? JSONValue(parsing: changed)
            }
        }
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1e400", "-1.5E+999", "99999999999999999999999"])
    func `numbers of every size are kept where that is asked for`(text: String) throws {
        let value = try JSONValue(parsing: Array("[\(text)]".utf8), keepsLargeNumbers: true)
        #expect(value == [.largeNumber(text)])
        #expect(value.compactText == "[\(text)]")
        #expect(value.arrayValue?.first?.typeName == "number")
        #expect(value.arrayValue?.first?.integerValue == nil)
    }
}
