use crate::Scheme::Generic;
use crate::testing::{equal, not_understood, rising};

#[test]
fn openssl_letters_follow_each_other() {
    rising(
        Generic,
        "1.0.1-beta1 1.0.1-beta2 1.0.1 1.0.1a 1.0.1f 1.0.1g 1.0.1z 1.0.1za 1.0.1zb 1.0.2-pre1 1.0.2 1.0.2u 1.1.0",
    );
    rising(Generic, "0.9.8 0.9.8y 0.9.8za 0.9.8zh 1.0.0");
    equal(Generic, "1.0.1f 1.0.1F v1.0.1-f 01.0.1f");
    rising(Generic, "2019c 2020 2020a 2020b 2021");
    rising(Generic, "6b 9 9a 9c");
}

#[test]
fn patches_stand_behind_their_release() {
    rising(Generic, "4.2.8-beta1 4.2.8-rc1 4.2.8 4.2.8p1 4.2.8p2 4.2.8p12 4.2.9");
    rising(Generic, "7.4p1 8.5p1 8.6p1 8.6p2");
    rising(Generic, "7.0 7.0_sp1 7.0_sp1_hotfix2 7.0_sp2 7.1");
    rising(Generic, "1.8.0 1.8.0_91 1.8.0:update_101 1.8.0u111 1.8.1");
    equal(Generic, "4.2.8p1 4.2.8:p1 4.2.8-P1 4.2.8_patch1 4.2.8.0p1");
}

#[test]
fn words_before_the_release_have_an_order() {
    rising(Generic, "2.0-dev 2.0-alpha 2.0-alpha2 2.0-beta 2.0-beta1 2.0-milestone1 2.0-pre1 2.0-rc1 2.0-rc10 2.0");
    equal(Generic, "2.0rc1 2.0-rc1 2.0.rc.1 2.0_RC_1 2-rc-1 2.0~rc1 2.0.0-release-candidate1");
    equal(Generic, "2.0b1 2.0-beta1 2.0:b1");
}

#[test]
fn operating_systems_and_boot_loaders_have_an_order() {
    rising(Generic, "2018.05 2018.07-rc1 2018.07-rc2 2018.07 2018.09");
    rising(Generic, "4.19.0-rc7 4.19 4.19.1 5.10.0 5.10.0-8 5.10.0-11 5.10.1");
    rising(Generic, "6.9 6.9.3.4 6.9.4.2 6.9.4.12 7");
    rising(Generic, "10.0.14393.2551 10.0.17763.1 10.0.17763.1217 10.0.19041");
    rising(Generic, "9.0.0 v10.0.1 V10.4.3 202012.00 202107.00");
    rising(Generic, "2.1.0.rc1 2.1.0 2.1.2 2.1.3");
    rising(Generic, "12.1x46-d10 12.1x46-d20 12.3 12.3r1 12.3r2 12.3r2-s1 12.3r3");
}

#[test]
fn words_that_name_the_release_say_nothing() {
    equal(Generic, "5.6.3 5.6.3-stable 5.6.3_rel 5.6.3-final 5.6.3.GA release-5.6.3");
    equal(Generic, "10.4.3-LTS-Patch-1 10.4.3-patch1");
    equal(Generic, "12.0-RELEASE-p3 12.0-p3");
}

#[test]
fn dates_are_one_version_however_written() {
    equal(Generic, "2019-04-01 20190401 2019.04.01 2019_4_1 2019.4.1");
    rising(Generic, "2018-12-31 20190401 2019-04-02 2019-12-01 20200101");
}

#[test]
fn trailing_zeros_say_nothing() {
    equal(Generic, "1 1.0 1.0.0 1.0.0.0");
    equal(Generic, "1.0a 1a 1.0.0a");
    rising(Generic, "1.0 1.0.0.1 1.0.1");
}

#[test]
fn a_package_revision_is_not_taken_for_a_number_of_the_release() {
    rising(Generic, "1.0 1.0-1 1.0.1");
    rising(Generic, "4.2.8 4.2.8-12 4.2.8p1");
}

#[test]
fn a_hyphen_and_zero_stand_before_every_pre_release() {
    rising(Generic, "1.26.9 1.27.0-0 1.27.0-dev 1.27.0-rc.1 1.27.0 1.27.0-1");
}

#[test]
fn a_letter_in_front_is_passed_over() {
    equal(Generic, "10.1.3 r10.1.3 R10.1.3 rel_10.1.3 V10.1.3");
    rising(Generic, "r0p0 r0p1 r1p0");
    rising(Generic, "3.22 3.23.0-a.0 3.23.0a3 3.23.0-b.1 3.23.0");
}

#[test]
fn numbers_of_any_length_are_ordered() {
    rising(Generic, "1.0 99999999999999999999998.1 99999999999999999999998.2 99999999999999999999999");
}

#[test]
fn spaces_and_plain_words_are_read() {
    use std::cmp::Ordering::{Equal, Less};
    assert_eq!(Generic.compare("7.0 Service Pack 1", "7.0_sp1"), Ok(Equal));
    assert_eq!(Generic.compare("2016:cumulative_update_3", "2016 Update 3"), Ok(Equal));
    assert_eq!(Generic.compare("Version 7 Update 2", "7.0u2"), Ok(Equal));
    assert_eq!(Generic.compare("7 SR0540", "7 SR0620"), Ok(Less));
    assert_eq!(Generic.compare("2.0 - rc1", "2.0 rc1"), Ok(Equal));
}

#[test]
fn texts_without_a_clear_place_are_not_understood() {
    not_understood(
        Generic,
        &["", " ", "-", "*", "unknown", "n/a", "N/A", "latest", "none", "v", "é1.0", "1.0é", "１.0"],
    );
    not_understood(
        Generic,
        &["1.0.", ".1", "1..0", "1.0-", "1.0--1", "-1.0", "1.*", "1.x", "6.9.x", "1.0+", "<1.0", "1.0,1.1"],
    );
}

#[test]
fn commits_are_not_understood() {
    not_understood(Generic, &["6670e1524477", "8d432592f30f", "1a2b3c4", "7904d416d2c72ec75f42fbf51e9e64fa74062ee6"]);
    rising(Generic, "20190401 20190401a 20190401b");
}

#[test]
fn builds_of_others_are_not_understood() {
    not_understood(
        Generic,
        &[
            "1.1.1k-fips",
            "1.2.11.dfsg-1",
            "2.31-13+deb11u3",
            "4.4.0-116-generic",
            "9.11.3-1ubuntu1.2",
            "3.10.0-957.el7",
        ],
    );
    not_understood(
        Generic,
        &["1:1.0.2", "2.0~1", "2.12-3-gabcdef1", "2.12-3-g1234567", "1.0-1a2b3c4", "1.0-deadbeef", "openssl-1.0.1f"],
    );
}
