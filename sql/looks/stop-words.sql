-- No statement but the words by which features.sql tells languages in Latin letters, each language by its ISO 639-1 code.
[
  STRUCT('en' AS language, 'the and of to is in it you that for on with this my have are be not can what how was we do your from would when there an will has if they been why which a i am as at or but by so me get any does did could should need want where about just after out up cannot make another help had some all' AS words),
  ('de', 'der die das und ist nicht ich ein eine zu den mit von auf für es sie wir dem auch wie kann mein meine habe im als oder bei wenn noch nach über wird sind aber mir des'),
  ('fr', 'le la les de des et est pas je un une que qui pour dans sur avec mon ma vous nous ce il elle au du ne se plus mais votre été sont par cette comme ai ou mes'),
  ('es', 'el la los las de y es no un una que en por para con mi se lo su me como pero del al más está he qué cuando hay muy sin ya tengo fue son yo te'),
  ('it', 'il la le di è non un una che per in con mi del della sono ho si lo come ma al da anche più nel alla gli questo mia mio ha è stato quando perché dei'),
  ('pt', 'os as de é não um uma que em por para com meu minha se do da no na eu mas como mais foi está ao você tem dos das são muito já quando isso pelo'),
  ('nl', 'de het een en van is niet ik dat op te in voor met mijn zijn aan er maar om ook als dan bij nog naar kan heb wat hoe wordt deze uit door over hebben'),
  ('pl', 'nie na to się do że jest jak mi mam moje co ale czy po tak za od przez dla już był może są tego mnie jego które oraz został'),
  ('sv', 'och att det är en jag inte som på för med av ett till den har om var mitt min så men kan från eller vad när hur du vi ska efter också mig'),
  ('da', 'og at det er en jeg ikke som på for med af et til den har om var mit min så men kan fra eller hvad når hvordan du vi skal efter også mig blev'),
  ('no', 'og å det er en jeg ikke som på for med av et til den har om var mitt min så men kan fra eller hva når hvordan du vi skal etter også meg ble'),
  ('fi', 'ja on ei se että en ole mutta kun minun mitä oli hän joka tämä niin kuin vain sitä myös miten voi olen ovat sen jos tai'),
  ('tr', 've bir bu da de için ne ben mi çok ile var değil gibi ama daha en kadar nasıl olarak olan sonra benim sen ya bana şey ki'),
  ('cs', 'se na je že to si jsem ale jak do pro by jako co mi za po už když které jsou mám nebo byl jeho není aby'),
  ('ro', 'și în nu este să pe cu la de un mai care din ce pentru am fost sunt dar cum când după mea meu despre fi'),
  ('hu', 'az és nem hogy is egy van ez meg de csak már mint ha vagy volt én kell még mit el nincs lehet ezt miért'),
  ('id', 'yang dan di itu ini saya tidak untuk dengan dari ke ada akan apa bisa pada adalah kami anda sudah atau juga bagaimana'),
  ('vi', 'và của là có không tôi cho được một các với này trong đã để những khi thì bị làm như người')
]
