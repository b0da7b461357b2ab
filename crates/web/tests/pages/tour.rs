//! The tour, step by step, on a store without any matter yet.

use crate::house::House;

#[tokio::test]
async fn seven_steps_lead_from_a_sentence_to_the_next_report() {
    let house = House::at_home();
    let mut visitor = house.stranger();
    let first = visitor.get("/tour").await.want(200);
    assert!(first.says("办理网上群众投诉13.5万件") && first.says("第 72 行"));
    let mut told = Vec::new();
    for step in 2..=7 {
        let done = visitor.post(&format!("/tour/{step}"), &[]).await.want(303);
        if step == 3 {
            visitor = visitor.keeping(&done);
        }
        told.push(visitor.get(&done.location).await.want(200));
    }
    assert!(told[0].says("新增学位4080个"));
    assert!(told[1].says("420103-25-") && told[1].says("调休"));
    assert!(told[3].says("评价不满意") && told[3].says("办理"));
    assert!(told[4].says("name=\"back\" value=\"/cockpit/cases?what=dissatisfied\""));
    assert!(told[5].says("新增学位 0 个") && told[5].says("新增学位 60 个"));
    let again = visitor.post("/tour/5", &[]).await.want(303);
    visitor.get(&again.location).await.want(200);
}

/// The tour in pictures says what the tour shows: its steps by their titles, each number in a step on that step's page.
#[tokio::test]
async fn the_tour_in_pictures_tells_the_numbers_of_the_tour() {
    let house = House::at_home();
    let mut visitor = house.stranger().in_english();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tour");
    let text = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let told: Vec<&str> = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert!(text.contains("Ten sentences") && told.len() == 10);
    for (line, step) in told.iter().zip(1..=7) {
        let page = match step {
            1 => visitor.get("/tour").await.want(200),
            _ => {
                let done = visitor.post(&format!("/tour/{step}"), &[]).await.want(303);
                if step == 3 {
                    visitor = visitor.keeping(&done);
                }
                visitor.get(&done.location).await.want(200)
            }
        };
        let title = line.split("**").nth(1).unwrap().replace('\'', "&#39;");
        assert!(line.starts_with(&format!("{step}. ")) && page.says(&title), "{line}");
        for number in line.split('`').skip(1).step_by(2) {
            assert!(page.says(number), "step {step} does not say {number}");
        }
        assert!(folder.join(format!("step-{step}.png")).is_file());
    }
}

#[tokio::test]
async fn nobody_from_elsewhere_walks_it() {
    let house = House::new();
    house.stranger().get("/tour").await.want(404);
    house.stranger().post("/tour/3", &[]).await.want(404);
}

#[tokio::test]
async fn the_bar_names_its_roles_in_the_readers_language() {
    let house = House::at_home();
    let english = house.stranger().in_english().get("/").await.want(200);
    assert!(english.says("Intake clerk") && english.says("Head of unit"));
    assert!(!english.says("受理员"), "no role is left in Chinese");
    assert!(house.stranger().get("/").await.want(200).says("受理员"));
    assert!(house.staff("clerk").in_english().get("/desk").await.want(200).says("Intake clerk (synthetic)"));
}
