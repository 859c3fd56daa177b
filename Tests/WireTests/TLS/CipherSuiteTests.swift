import Testing
import Wire

@Suite struct CipherSuiteTests {
  @Test(
    "names suites as OpenSSL’s list does",
    arguments: [
      (0x1301, "TLS_AES_128_GCM_SHA256"), (0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
      (0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
      (0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
      (0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"), (0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
      (0xC0AE, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"), (0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA"),
    ])
  func names(number: UInt16, name: String) {
    #expect(CipherSuite(rawValue: number).name == name)
  }

  @Test("finds the suites without encryption that OpenSSL lists")
  func null() {
    // `openssl ciphers -V ALL:COMPLEMENTOFALL`, Enc=None.
    let listed: [UInt16] = [
      0x0001, 0x0002, 0x002C, 0x002D, 0x002E, 0x003B, 0x00B0, 0x00B1, 0x00B4, 0x00B5, 0x00B8,
      0x00B9, 0xC006, 0xC010, 0xC015, 0xC039, 0xC03A, 0xC03B,
    ]
    for number in listed {
      #expect(CipherSuite(rawValue: number).weakness.contains(.null), "\(number)")
    }
  }

  @Test("finds the suites without authentication that OpenSSL lists")
  func anonymous() {
    // The same list, Au=None.
    let listed: [UInt16] = [
      0x0034, 0x003A, 0x0046, 0x006C, 0x006D, 0x0089, 0x00A6, 0x00A7, 0x00BF, 0x00C5, 0xC015,
      0xC018, 0xC019,
    ]
    for number in listed {
      #expect(CipherSuite(rawValue: number).weakness.contains(.anonymous), "\(number)")
    }
  }

  @Test(
    "finds RC4 and export suites of RFC 2246",
    arguments: [
      (0x0003, [CipherSuite.Weakness.export, .rc4]), (0x0004, [.rc4]), (0x0005, [.rc4]),
      (0x0008, [.export]), (0x0017, [.export, .rc4, .anonymous]), (0x0018, [.rc4, .anonymous]),
      (0x001A, [.anonymous]), (0x0000, [.null, .anonymous]),
    ] as [(UInt16, CipherSuite.Weakness)])
  func oldOnes(number: UInt16, expected: CipherSuite.Weakness) {
    #expect(CipherSuite(rawValue: number).weakness == expected)
  }

  @Test("finds no weakness in suites that are recommended today")
  func strong() {
    // RFC 9325 section 4.2 and RFC 8446 appendix B.4.
    for number: UInt16 in [
      0xC02F, 0xC02B, 0xC030, 0xC02C, 0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0xABCD,
    ] {
      #expect(!CipherSuite(rawValue: number).isWeak)
    }
  }

  @Test("agrees with the words in the names over all numbers")
  func words() {
    for number in 0...UInt16.max {
      let suite = CipherSuite(rawValue: number)
      guard let name = suite.name else {
        #expect(suite.weakness == [])
        continue
      }
      #expect(suite.weakness.contains(.rc4) == name.contains("RC4"), "\(name)")
      #expect(suite.weakness.contains(.export) == name.contains("EXPORT"), "\(name)")
    }
  }

  @Test("tells signals from suites")
  func signals() {
    #expect((0...UInt16.max).filter { CipherSuite(rawValue: $0).isSignal } == [0x00FF, 0x5600])
  }
}
